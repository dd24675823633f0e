package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeyArrayResult;
import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.TransactionOptions;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncUtil;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A transaction on the embedded engine. It behaves as FoundationDB's API describes, with the attempt under way in {@link
 * Attempt}; this class gives it the API's shape and carries what outlives an attempt: options, retries and back-off. Any
 * thread may use it.
 *
 * <p>Lock: {@code this} guards the change from one attempt to the next.
 */
final class EmbeddedTransaction implements Transaction, ReadOperations {
    private final Database database;
    private final Engine engine;
    private final Executor executor;
    private final Executor handOver;
    private final TransactionSettings settings;
    private final TransactionOptions options;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final long startedNanos;
    private final ReadTransaction snapshot = new SnapshotReads(this);
    private volatile Attempt attempt;
    private int retries;

    EmbeddedTransaction(Database database, Engine engine, Executor executor, Map<Integer, byte[]> defaults) {
        this.database = database;
        this.engine = engine;
        this.executor = executor;
        this.handOver = new HandOver(executor, engine.readExecutor());
        this.settings = new TransactionSettings(defaults);
        this.options = new TransactionOptions((code, value) -> attempt.setOption(code, value));
        this.startedNanos = engine.time().nanoTime();
        this.attempt = new Attempt(engine, settings, handOver, startedNanos);
    }

    // ---- reads ----------------------------------------------------------------------------------------------------

    CompletableFuture<byte[]> get(byte[] key, boolean isSnapshot) {
        if (Keys.isSpecial(key)) {
            return special(() -> SpecialKeys.get(key, attempt.conflictingKeys()));
        }
        return attempt.reads().get(key, isSnapshot);
    }

    CompletableFuture<byte[]> getKey(KeySelector selector, boolean isSnapshot) {
        return attempt.reads().getKey(Selector.of(selector), selector.getKey(), isSnapshot);
    }

    AsyncIterable<KeyValue> getRange(
            KeySelector begin, KeySelector end, int limit, boolean reverse, StreamingMode mode, boolean isSnapshot) {
        Selector from = Selector.of(begin);
        Selector to = Selector.of(end);
        return new RangeQuery(new ChunkSource(isSnapshot), from, to, limit, reverse, mode);
    }

    private final class ChunkSource implements RangeQuery.Source {
        private final boolean isSnapshot;

        ChunkSource(boolean isSnapshot) {
            this.isSnapshot = isSnapshot;
        }

        @Override
        public CompletableFuture<RangeChunk> read(Selector begin, Selector end, RangeLimits limits, boolean reverse) {
            if (Keys.isSpecial(begin.key()) && begin.key().length > Keys.STORED_END.length) {
                return special(() -> new RangeChunk(
                        SpecialKeys.getRange(begin.key(), end.key(), attempt.conflictingKeys()), false, false, false));
            }
            return attempt.reads().getRange(begin, end, limits, isSnapshot, reverse);
        }

        @Override
        public void clear(byte[] key) {
            EmbeddedTransaction.this.clear(key);
        }
    }

    private static <T> CompletableFuture<T> special(Supplier<T> read) {
        try {
            return CompletableFuture.completedFuture(read.get());
        } catch (EmbeddedFdbException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<byte[]> get(byte[] key) {
        return get(key, false);
    }

    @Override
    public CompletableFuture<byte[]> getKey(KeySelector selector) {
        return getKey(selector, false);
    }

    @Override
    public AsyncIterable<KeyValue> getRange(
            KeySelector begin, KeySelector end, int limit, boolean reverse, StreamingMode mode) {
        return getRange(begin, end, limit, reverse, mode, false);
    }

    @Override
    public CompletableFuture<Long> getEstimatedRangeSizeBytes(byte[] begin, byte[] end) {
        if (Keys.less(end, begin)) {
            return CompletableFuture.failedFuture(FdbError.INVERTED_RANGE.exception());
        }
        byte[] ownBegin = copy(begin);
        byte[] ownEnd = copy(end);
        return attempt.reads().readBeside(() -> engine.storage().approximateBytes(ownBegin, ownEnd));
    }

    @Override
    public CompletableFuture<KeyArrayResult> getRangeSplitPoints(byte[] begin, byte[] end, long chunkSize) {
        if (Keys.less(end, begin)) {
            return CompletableFuture.failedFuture(FdbError.INVERTED_RANGE.exception());
        }
        if (Keys.less(attempt.readableEnd(), end)) {
            return CompletableFuture.failedFuture(FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception());
        }
        byte[] ownBegin = copy(begin);
        byte[] ownEnd = copy(end);
        return attempt.reads().readBeside(() -> SplitPoints.of(attempt.snapshot(), ownBegin, ownEnd, chunkSize));
    }

    @Override
    public CompletableFuture<Long> getReadVersion() {
        return attempt.readVersion();
    }

    @Override
    public void setReadVersion(long version) {
        attempt.chooseReadVersion(version);
    }

    @Override
    public boolean isSnapshot() {
        return false;
    }

    @Override
    public ReadTransaction snapshot() {
        return snapshot;
    }

    // ---- conflicts ------------------------------------------------------------------------------------------------

    @Override
    public void addReadConflictRange(byte[] begin, byte[] end) {
        checkNotInverted(begin, end);
        attempt.addReadConflictRange(copy(begin), copy(end));
    }

    @Override
    public void addReadConflictKey(byte[] key) {
        addReadConflictRange(key, Keys.after(key));
    }

    @Override
    public boolean addReadConflictRangeIfNotSnapshot(byte[] begin, byte[] end) {
        addReadConflictRange(begin, end);
        return true;
    }

    @Override
    public boolean addReadConflictKeyIfNotSnapshot(byte[] key) {
        addReadConflictKey(key);
        return true;
    }

    @Override
    public void addWriteConflictRange(byte[] begin, byte[] end) {
        checkNotInverted(begin, end);
        attempt.addWriteConflictRange(copy(begin), copy(end));
    }

    @Override
    public void addWriteConflictKey(byte[] key) {
        addWriteConflictRange(key, Keys.after(key));
    }

    private static void checkNotInverted(byte[] begin, byte[] end) {
        if (Keys.less(end, begin)) {
            throw FdbError.INVERTED_RANGE.exception();
        }
    }

    // ---- writes ---------------------------------------------------------------------------------------------------

    @Override
    public void set(byte[] key, byte[] value) {
        byte[] ownKey = copy(key);
        byte[] ownValue = copy(value);
        attempt.set(ownKey, ownValue);
    }

    @Override
    public void clear(byte[] key) {
        byte[] ownKey = copy(key);
        attempt.clear(ownKey);
    }

    @Override
    public void clear(byte[] begin, byte[] end) {
        byte[] ownBegin = copy(begin);
        byte[] ownEnd = copy(end);
        attempt.clear(ownBegin, ownEnd);
    }

    @Override
    public void clear(Range range) {
        clear(range.begin, range.end);
    }

    @Override
    @Deprecated
    public void clearRangeStartsWith(byte[] prefix) {
        clear(Range.startsWith(prefix));
    }

    @Override
    public void mutate(MutationType type, byte[] key, byte[] param) {
        byte[] ownKey = copy(key);
        byte[] ownParam = copy(param);
        attempt.mutate(MutationKind.of(type), ownKey, ownParam);
    }

    /** Callers may reuse their arrays, and the engine shares its own. */
    private static byte[] copy(byte[] bytes) {
        if (bytes == null) {
            throw new IllegalArgumentException("Keys/Values must be non-null");
        }
        return bytes.clone();
    }

    // ---- the transaction as a whole -------------------------------------------------------------------------------

    @Override
    public CompletableFuture<Void> commit() {
        return attempt.commit();
    }

    /** Commits and waits for it, on this thread if it can be done here. */
    void commitAndWait() {
        attempt.commitAndLead().join();
    }

    @Override
    public Long getCommittedVersion() {
        return attempt.committedVersion();
    }

    @Override
    public CompletableFuture<byte[]> getVersionstamp() {
        return attempt.versionstamp();
    }

    @Override
    public CompletableFuture<Long> getApproximateSize() {
        return attempt.approximateSize();
    }

    @Override
    public CompletableFuture<Void> watch(byte[] key) throws FDBException {
        return attempt.watch(copy(key));
    }

    @Override
    public void cancel() {
        attempt.end(FdbError.TRANSACTION_CANCELLED);
    }

    @Override
    public void close() {
        cancel();
    }

    /**
     * Starts the next attempt after a retryable error, when the back-off is over; fails with the error otherwise, and the
     * transaction is then cancelled.
     */
    @Override
    public CompletableFuture<Transaction> onError(Throwable thrown) {
        Throwable cause = Objects.requireNonNull(thrown);
        if ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof FDBException failure)) {
            return CompletableFuture.failedFuture(cause);
        }
        FdbError ended = attempt.ended();
        if (ended != null) {
            return CompletableFuture.failedFuture(ended.exception());
        }
        FdbError error = FdbError.of(failure.getCode());
        if (error == null || !error.isRetryable() || retryLimitHit()) {
            cancel();
            return CompletableFuture.failedFuture(error == null ? failure : error.exception());
        }
        return retryAfter(backoff.next(error, settings.maxRetryDelay()));
    }

    private synchronized boolean retryLimitHit() {
        boolean hit = settings.retryLimit() >= 0 && retries >= settings.retryLimit();
        retries++;
        return hit;
    }

    private CompletableFuture<Transaction> retryAfter(Duration delay) {
        CompletableFuture<Transaction> retried = new CompletableFuture<>();
        Attempt failed = attempt;
        Runnable retry = () -> {
            FdbError ended = failed.ended();
            if (ended == null) {
                startNextAttempt(failed);
                retried.complete(this);
            } else {
                retried.completeExceptionally(ended.exception());
            }
        };
        engine.timer().schedule(() -> handOver.execute(retry), delay.toNanos(), TimeUnit.NANOSECONDS);
        return retried;
    }

    private synchronized void startNextAttempt(Attempt failed) {
        settings.startAttempt();
        attempt = new Attempt(engine, settings, handOver, startedNanos);
        failed.end(FdbError.TRANSACTION_CANCELLED);
    }

    @Override
    public TransactionOptions options() {
        return options;
    }

    @Override
    public Database getDatabase() {
        return database;
    }

    @Override
    public Executor getExecutor() {
        return executor;
    }

    @Override
    public <T> T run(Function<? super Transaction, T> body) {
        return body.apply(this);
    }

    @Override
    public <T> CompletableFuture<T> runAsync(Function<? super Transaction, ? extends CompletableFuture<T>> body) {
        return AsyncUtil.applySafely(body, this);
    }

    @Override
    public <T> T read(Function<? super ReadTransaction, T> body) {
        return body.apply(this);
    }

    @Override
    public <T> CompletableFuture<T> readAsync(Function<? super ReadTransaction, ? extends CompletableFuture<T>> body) {
        return AsyncUtil.applySafely(body, this);
    }
}
