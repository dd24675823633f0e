package io.recordstore.fdb.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a transaction, by the numbers of FoundationDB's {@code fdb.options}. Some last until the transaction is
 * made anew, the others until its next attempt. Options that steer a cluster (priorities, tags, tracing, locality) are
 * accepted and have nothing to steer here. Guarded by the transaction's lock.
 */
final class TransactionSettings {
    static final int NEXT_WRITE_NO_WRITE_CONFLICT_RANGE = 30;
    static final int READ_YOUR_WRITES_DISABLE = 51;
    static final int ACCESS_SYSTEM_KEYS = 301;
    static final int READ_SYSTEM_KEYS = 302;
    static final int TIMEOUT = 500;
    static final int RETRY_LIMIT = 501;
    static final int MAX_RETRY_DELAY = 502;
    static final int SIZE_LIMIT = 503;
    static final int SNAPSHOT_RYW_ENABLE = 600;
    static final int SNAPSHOT_RYW_DISABLE = 601;
    static final int REPORT_CONFLICTING_KEYS = 712;
    static final int SPECIAL_KEY_SPACE_RELAXED = 713;
    static final int BYPASS_UNREADABLE = 1100;

    /** Options that outlive an attempt; source: {@code persistent="true"} in {@code fdb.options}. */
    private static final List<Integer> PERSISTENT = List.of(TIMEOUT, RETRY_LIMIT, MAX_RETRY_DELAY, SIZE_LIMIT);

    private final Map<Integer, byte[]> defaults;
    private final Map<Integer, byte[]> persistent = new LinkedHashMap<>();

    private boolean readYourWritesDisabled;
    private boolean nextWriteWithoutConflict;
    private boolean readSystemKeys;
    private boolean writeSystemKeys;
    private boolean reportConflictingKeys;
    private boolean ignoreUnreadable;
    private int snapshotReadYourWrites;
    private long timeoutMillis;
    private long retryLimit;
    private long maxRetryDelayMillis;
    private long sizeLimit;

    /** Starts with the database's defaults. */
    TransactionSettings(Map<Integer, byte[]> defaults) {
        this.defaults = defaults;
        startAttempt();
    }

    /** Forgets what does not outlive an attempt. */
    void startAttempt() {
        readYourWritesDisabled = false;
        nextWriteWithoutConflict = false;
        readSystemKeys = false;
        writeSystemKeys = false;
        reportConflictingKeys = false;
        ignoreUnreadable = false;
        snapshotReadYourWrites = 1;
        timeoutMillis = 0;
        retryLimit = -1;
        maxRetryDelayMillis = Limits.MAX_BACKOFF.toMillis();
        sizeLimit = Limits.TRANSACTION_BYTES;
        defaults.forEach(this::apply);
        new ArrayList<>(persistent.entrySet()).forEach(option -> apply(option.getKey(), option.getValue()));
    }

    /** Sets an option; fails with 2006 for a value that it cannot have. */
    void set(int code, byte[] value) {
        apply(code, value);
        if (PERSISTENT.contains(code)) {
            persistent.put(code, value);
        }
    }

    private void apply(int code, byte[] value) {
        switch (code) {
            case NEXT_WRITE_NO_WRITE_CONFLICT_RANGE -> nextWriteWithoutConflict = true;
            case READ_YOUR_WRITES_DISABLE -> readYourWritesDisabled = true;
            case ACCESS_SYSTEM_KEYS -> {
                readSystemKeys = true;
                writeSystemKeys = true;
            }
            case READ_SYSTEM_KEYS -> readSystemKeys = true;
            case TIMEOUT -> timeoutMillis = number(value, 0, Integer.MAX_VALUE);
            case RETRY_LIMIT -> retryLimit = number(value, -1, Integer.MAX_VALUE);
            case MAX_RETRY_DELAY -> maxRetryDelayMillis = number(value, 0, Integer.MAX_VALUE);
            case SIZE_LIMIT -> sizeLimit = number(value, Limits.MIN_SIZE_LIMIT, Limits.TRANSACTION_BYTES);
            case SNAPSHOT_RYW_ENABLE -> snapshotReadYourWrites++;
            case SNAPSHOT_RYW_DISABLE -> snapshotReadYourWrites--;
            case REPORT_CONFLICTING_KEYS -> reportConflictingKeys = true;
            case BYPASS_UNREADABLE -> ignoreUnreadable = true;
            default -> {
                // An option without meaning for one process.
            }
        }
    }

    private static long number(byte[] value, long min, long max) {
        if (value == null || value.length != Long.BYTES) {
            throw FdbError.INVALID_OPTION_VALUE.exception();
        }
        long number = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (number < min || number > max) {
            throw FdbError.INVALID_OPTION_VALUE.exception();
        }
        return number;
    }

    boolean readYourWritesDisabled() {
        return readYourWritesDisabled;
    }

    /** Whether a read with or without the snapshot flag sees the transaction's own writes. */
    boolean seesOwnWrites(boolean snapshot) {
        return !readYourWritesDisabled && (!snapshot || snapshotReadYourWrites > 0);
    }

    /** Whether the next write adds a write conflict; asking takes back the option that says it does not. */
    boolean takeAddsWriteConflict() {
        boolean adds = !nextWriteWithoutConflict;
        nextWriteWithoutConflict = false;
        return adds;
    }

    /** First key that may not be read. */
    byte[] readableEnd() {
        return readSystemKeys ? Keys.STORED_END : Keys.USER_END;
    }

    /** First key that may not be written. */
    byte[] writableEnd() {
        return writeSystemKeys ? Keys.STORED_END : Keys.USER_END;
    }

    boolean reportConflictingKeys() {
        return reportConflictingKeys;
    }

    boolean ignoreUnreadable() {
        return ignoreUnreadable;
    }

    /** How long the transaction may take in all, or null for no limit. */
    Duration timeout() {
        return timeoutMillis == 0 ? null : Duration.ofMillis(timeoutMillis);
    }

    /** How often {@code onError} may start it again, or -1 for no limit. */
    long retryLimit() {
        return retryLimit;
    }

    Duration maxRetryDelay() {
        return Duration.ofMillis(maxRetryDelayMillis);
    }

    long sizeLimit() {
        return sizeLimit;
    }
}
