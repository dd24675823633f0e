package io.recordstore.change;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.async.AsyncIterator;
import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import io.recordstore.schema.ChangeLog;
import io.recordstore.schema.LoggedChange;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The changes that one transaction reads of a log: bounded in number, bytes and time, and each of them whole. */
final class LogPage {
    private final ChangeLog log;
    private final long endNanos = System.nanoTime() + WatchLimits.PAGE_TIME.toNanos();
    private final List<LoggedChange> changes = new ArrayList<>();
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private Versionstamp current;
    private Versionstamp next;
    private int bytes;

    LogPage(ChangeLog log) {
        this.log = log;
    }

    /**
     * What was read.
     *
     * @param next the place of the change after them; empty when there is none
     */
    record Result(List<LoggedChange> changes, Optional<Versionstamp> next) {
        /** After the last of them; empty when there is none. */
        Optional<LogPosition> last() {
            return changes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new LogPosition(changes.get(changes.size() - 1).place()));
        }
    }

    /** The changes after a position, without guarding them. */
    CompletableFuture<Result> read(FDBRecordContext context, LogPosition position) {
        Range range = log.keys().changesAfter(position.after());
        AsyncIterator<KeyValue> entries = context.readTransaction(true)
                .getRange(range, 0, false, StreamingMode.ITERATOR)
                .iterator();
        return AsyncUtil.whileTrue(
                        () -> entries.onHasNext().thenApply(hasNext -> hasNext && accept(entries.next())),
                        context.getExecutor())
                .thenApply(done -> {
                    if (next == null) {
                        endChange();
                    }
                    return new Result(changes, Optional.ofNullable(next));
                })
                .whenComplete((result, error) -> entries.cancel());
    }

    /** @return whether there is room for more */
    private boolean accept(KeyValue entry) {
        Tuple key = log.keys().changes().unpack(entry.getKey());
        Versionstamp place = key.getVersionstamp(0);
        if (!place.equals(current)) {
            endChange();
            if (isFull()) {
                next = place;
                return false;
            }
            current = place;
        }
        pieces.writeBytes(entry.getValue());
        return true;
    }

    private boolean isFull() {
        return changes.size() >= WatchLimits.PAGE_CHANGES
                || bytes >= WatchLimits.PAGE_BYTES
                || System.nanoTime() >= endNanos;
    }

    private void endChange() {
        if (current != null) {
            LoggedChange change = log.open(current, pieces.toByteArray());
            changes.add(change);
            bytes += change.recordBytes();
            pieces.reset();
            current = null;
        }
    }
}
