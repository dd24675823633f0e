package io.recordstore.change;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.OutOfRange;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.space.ChangeLogKeys;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where moments lie in the logs of changes. */
@Singleton
class Moments {
    private static final int VERSION_BYTES = 12;
    private static final int STAMP_BYTES = 10;

    /** The last seconds with commits among which the last commit is: one lasts no longer than five seconds. */
    private static final int SECONDS = 10;

    private final Clock clock;

    Moments(Clock clock) {
        this.clock = clock;
    }

    /**
     * The place after the last change of a moment, which the log still tells of.
     *
     * @param requestField where the request has the moment
     * @return fails with {@link InvalidRequest} when the moment is yet to come or none, and with {@link OutOfRange} when
     *     changes after it are no longer kept
     */
    CompletableFuture<LogPosition> find(
            FDBRecordContext context, OpenRecordSpace open, Moment moment, String requestField) {
        CompletableFuture<LogPosition> found = moment instanceof Moment.AtVersion version
                ? context.getReadVersionAsync().thenApply(now -> at(version.version(), now, requestField))
                : at(((Moment.AtTime) moment).time(), context, open, requestField);
        return found.thenCompose(
                position -> requireKept(context, open, position, requestField).thenApply(kept -> position));
    }

    private static LogPosition at(ByteString version, long now, String requestField) {
        if (version.size() != VERSION_BYTES) {
            throw new InvalidRequest(
                    requestField + ".version",
                    "it has " + version.size() + " bytes, and a version as writes and reads tell it has "
                            + VERSION_BYTES);
        }
        byte[] stamp = version.substring(0, STAMP_BYTES).toByteArray();
        if (Long.compareUnsigned(ByteBuffer.wrap(stamp).getLong(), now) > 0) {
            throw new InvalidRequest(requestField + ".version", "it is of a commit that is yet to come");
        }
        return LogPosition.afterCommit(stamp);
    }

    private CompletableFuture<LogPosition> at(
            Instant time, FDBRecordContext context, OpenRecordSpace open, String requestField) {
        if (time.isAfter(clock.instant())) {
            throw new InvalidRequest(requestField + ".time", "it is yet to come, by the clock of the server");
        }
        ChangeLogKeys keys = open.changes().keys();
        return context.readTransaction(true)
                .getRange(keys.byTimeUpTo(time.getEpochSecond()), SECONDS, true)
                .asList()
                .thenApply(seconds -> last(seconds, requestField));
    }

    private static LogPosition last(List<KeyValue> seconds, String requestField) {
        return seconds.stream()
                .map(KeyValue::getValue)
                .max(Comparator.comparing((byte[] stamp) -> stamp, ByteArrayUtil::compareUnsigned))
                .map(LogPosition::afterCommit)
                .orElseThrow(() -> trimmed(requestField));
    }

    /** @return fails with {@link OutOfRange} when changes after a place are no longer kept */
    CompletableFuture<Void> requireKept(
            FDBRecordContext context, OpenRecordSpace open, LogPosition position, String requestField) {
        return context.readTransaction(true)
                .get(open.changes().keys().trimmed())
                .thenAccept(trimmed -> {
                    if (position.compareTo(LogPosition.afterCommit(trimmed)) < 0) {
                        throw trimmed(requestField);
                    }
                });
    }

    private static OutOfRange trimmed(String requestField) {
        return new OutOfRange(
                "HISTORY_TRIMMED",
                requestField + ": changes after it are no longer kept, or were not yet: ask for a later moment, or keep"
                        + " changes for longer with change_retention.duration");
    }
}
