package io.recordstore.query;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.EndpointType;
import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.TupleHelpers;
import com.google.protobuf.ByteString;
import io.recordstore.query.Aggregates.Group;
import io.recordstore.record.Scalar;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.OpenRecordSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the entries of an aggregate index, in as many transactions as it takes, and sums up those that differ only in
 * columns that nobody asked for: they stand side by side.
 */
final class GroupReader {
    private final AggregateSpec spec;
    private final int pageSize;
    private final String pageToken;
    private final IsolationLevel isolation;
    private final List<Group> groups = new ArrayList<>();

    private AggregateIndex index;
    private Continuations continuations;
    private byte[] continuation;
    private Tuple current;
    private byte[] afterCurrent;
    private Tuple total;
    private String nextPage = "";
    private Reached safe = new Reached(0, null, null, null, null);

    GroupReader(AggregateSpec spec, int pageSize, String pageToken, IsolationLevel isolation) {
        this.spec = spec;
        this.pageSize = pageSize;
        this.pageToken = pageToken;
        this.isolation = isolation;
    }

    /** What was read, once {@link #readPage} has said so. */
    Aggregates.Page page() {
        return new Aggregates.Page(groups, nextPage);
    }

    /** @return whether the page is complete */
    CompletableFuture<Boolean> readPage(OpenRecordSpace open) {
        goOnFrom(safe);
        index = AggregateIndex.find(open, spec);
        continuations = new Continuations(open, spec);
        if (continuation == null && isBitmap() && !pageToken.isEmpty()) {
            continuation = continuations.open(pageToken);
        }
        RecordCursor<IndexEntry> cursor =
                open.store().scanIndex(index.index(), IndexScanType.BY_GROUP, range(), continuation, limits());
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        return AsyncUtil.whileTrue(
                        () -> cursor.onNext().thenApply(result -> accept(result, complete)),
                        open.store().getExecutor())
                .thenCompose(done -> complete)
                .thenApply(this::reached)
                .whenComplete((result, error) -> cursor.close());
    }

    /** What was read by transactions that ended well: one that is run again starts from there. */
    private record Reached(int groups, Tuple current, byte[] afterCurrent, Tuple total, byte[] continuation) {}

    private void goOnFrom(Reached reached) {
        groups.subList(reached.groups(), groups.size()).clear();
        current = reached.current();
        afterCurrent = reached.afterCurrent();
        total = reached.total();
        continuation = reached.continuation();
    }

    private boolean reached(boolean complete) {
        safe = new Reached(groups.size(), current, afterCurrent, total, continuation);
        return complete;
    }

    private TupleRange range() {
        TupleRange all = TupleRange.allOf(index.fixed());
        if (pageToken.isEmpty() || isBitmap()) {
            return all;
        }
        Tuple after = Tuple.fromBytes(continuations.open(pageToken));
        return new TupleRange(after, all.getHigh(), EndpointType.RANGE_EXCLUSIVE, all.getHighEndpoint());
    }

    private ScanProperties limits() {
        return ExecuteProperties.newBuilder()
                .setTimeLimit(QueryLimits.PAGE_TIME.toMillis())
                .setIsolationLevel(isolation)
                .build()
                .asScanProperties(false);
    }

    /** @return whether the transaction goes on */
    private boolean accept(RecordCursorResult<IndexEntry> result, CompletableFuture<Boolean> complete) {
        if (!result.hasNext()) {
            continuation = result.getContinuation().toBytes();
            if (result.getContinuation().isEnd()) {
                finishGroup();
                nextPage = "";
            }
            complete.complete(result.getContinuation().isEnd());
            return false;
        }
        IndexEntry entry = result.get();
        Tuple group = TupleHelpers.subTuple(entry.getKey(), 0, groupEnd());
        if (!group.equals(current)) {
            if (finishGroup()) {
                complete.complete(true);
                return false;
            }
            current = group;
            total = null;
        }
        afterCurrent = result.getContinuation().toBytes();
        total = total == null ? value(entry) : combine(total, value(entry));
        return true;
    }

    /** @return whether the page is full */
    private boolean finishGroup() {
        if (current == null) {
            return false;
        }
        groups.add(new Group(values(current), scalar(), isBitmap() ? current.getLong(groupEnd() - 1) : 0));
        if (groups.size() < pageSize) {
            return false;
        }
        nextPage = continuations.seal(isBitmap() ? afterCurrent : current.pack());
        return true;
    }

    private int groupEnd() {
        return index.fixed().size()
                + index.groups().stream()
                        .mapToInt(path -> path.columns().size())
                        .sum()
                + (isBitmap() ? 1 : 0);
    }

    /** Its entries are blocks of bits, each a group by itself with its position. */
    private boolean isBitmap() {
        return spec.kind() == IndexKind.BITMAP_VALUE;
    }

    private List<Optional<Scalar>> values(Tuple group) {
        List<Optional<Scalar>> values = new ArrayList<>();
        int column = index.fixed().size();
        for (FieldPath path : index.groups()) {
            values.add(KeyValues.scalar(group, column, path));
            column += path.columns().size();
        }
        return values;
    }

    private Tuple value(IndexEntry entry) {
        boolean isInKey = spec.kind() == IndexKind.MIN || spec.kind() == IndexKind.MAX;
        return isInKey
                ? TupleHelpers.subTuple(entry.getKey(), index.groupColumns(), entry.getKeySize())
                : entry.getValue();
    }

    private Tuple combine(Tuple one, Tuple other) {
        return switch (spec.kind()) {
            case MIN, MIN_EVER -> one.compareTo(other) <= 0 ? one : other;
            case MAX, MAX_EVER -> one.compareTo(other) >= 0 ? one : other;
            default -> Tuple.from(one.getLong(0) + other.getLong(0));
        };
    }

    private Scalar scalar() {
        return switch (spec.kind()) {
            case MIN, MAX, MIN_EVER, MAX_EVER ->
                KeyValues.scalar(total, 0, index.value().orElseThrow()).orElse(new Scalar.Int(0));
            case BITMAP_VALUE -> new Scalar.Bytes(ByteString.copyFrom(total.getBytes(0)));
            default -> new Scalar.Int(total.getLong(0));
        };
    }
}
