package io.recordstore.query;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.ExecuteState;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.provider.foundationdb.FDBQueriedRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.google.protobuf.Message;
import io.recordstore.query.Plan.Branch;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.StorageMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The rows of a query that one transaction reads: bounded in rows, bytes and time, and each with where to go on after
 * it. Branches of a plan are read one after the other; a row that a branch before has too is left out.
 */
final class QueryPage {
    private final FDBRecordStore store;
    private final Plan plan;
    private final EvaluationContext values;
    private final DistinctValues distinct;
    private final IsolationLevel isolation;
    private final BooleanSupplier cancelled;
    private final long endNanos = System.nanoTime() + QueryLimits.PAGE_TIME.toNanos();
    private final ExecuteState state = new ExecuteState();
    private final List<Row> rows = new ArrayList<>();
    private int bytes;
    private int maxRows;
    private Position position;

    /**
     * @param distinct the values by which rows are told apart; null when every row counts
     * @param cancelled whether nobody waits for the page any more
     */
    QueryPage(
            OpenRecordSpace space,
            BoundPlan plan,
            DistinctValues distinct,
            IsolationLevel isolation,
            BooleanSupplier cancelled) {
        this.store = space.store();
        this.plan = plan.plan();
        this.values = plan.parameters().context();
        this.distinct = distinct;
        this.isolation = isolation;
        this.cancelled = cancelled;
    }

    Plan plan() {
        return plan;
    }

    /** A record that was found, and where to go on after it. */
    record Row(FDBQueriedRecord<Message> record, Position next) {}

    /**
     * What a page read.
     *
     * @param next where the next page goes on; null when nothing is left
     * @param keyValuesRead how much was read to find the rows
     */
    record Result(List<Row> rows, Position next, int keyValuesRead) {}

    /**
     * @param from where to start
     * @param limit how many rows at most
     */
    CompletableFuture<Result> read(Position from, int limit) {
        this.position = from;
        this.maxRows = limit;
        return AsyncUtil.whileTrue(this::readBranch, store.getExecutor())
                .thenApply(done -> new Result(rows, position, state.getRecordsScanned()));
    }

    /** @return whether there is a branch to read after it, and room for its rows */
    private CompletableFuture<Boolean> readBranch() {
        Branch branch = plan.branches().get(position.branch());
        RecordCursor<FDBQueriedRecord<Message>> cursor =
                branch.plan().execute(store, values, position.continuation(), limits());
        return AsyncUtil.whileTrue(
                        () -> cursor.onNext().thenApply(result -> accept(branch, result)), store.getExecutor())
                .thenApply(done -> goesOn())
                .whenComplete((result, error) -> cursor.close());
    }

    private boolean goesOn() {
        return position != null && position.continuation() == null && !isFull();
    }

    private ExecuteProperties limits() {
        return ExecuteProperties.newBuilder()
                .setReturnedRowLimit(maxRows - rows.size())
                .setTimeLimit(Math.max(1, (endNanos - System.nanoTime()) / 1_000_000))
                .setIsolationLevel(isolation)
                .setState(state)
                .build();
    }

    private boolean isFull() {
        return rows.size() >= maxRows
                || bytes >= QueryLimits.PAGE_BYTES
                || System.nanoTime() >= endNanos
                || cancelled.getAsBoolean();
    }

    /** @return whether the branch goes on */
    private boolean accept(Branch branch, RecordCursorResult<FDBQueriedRecord<Message>> result) {
        if (!result.hasNext()) {
            end(result);
            return false;
        }
        FDBQueriedRecord<Message> record = result.get();
        byte[] values = distinct == null ? null : distinct.of(record.getRecord());
        boolean isNew = isNew(branch, record) && (values == null || !Arrays.equals(values, position.lastValues()));
        position = new Position(position.branch(), result.getContinuation().toBytes(), values);
        if (isNew) {
            rows.add(new Row(record, position));
            bytes += StorageMessage.size(record.getRecord());
        }
        return !isFull();
    }

    private void end(RecordCursorResult<FDBQueriedRecord<Message>> result) {
        if (!result.getContinuation().isEnd()) {
            position = new Position(position.branch(), result.getContinuation().toBytes(), position.lastValues());
        } else if (position.branch() + 1 < plan.branches().size()) {
            position = position.nextBranch();
        } else {
            position = null;
        }
    }

    private boolean isNew(Branch branch, FDBQueriedRecord<Message> record) {
        boolean isFirst = branch.firstEntry()
                .map(first -> first.test(store, values, record))
                .orElse(true);
        return isFirst && !isOfEarlierBranch(record);
    }

    private boolean isOfEarlierBranch(FDBQueriedRecord<Message> record) {
        return plan.branches().subList(0, position.branch()).stream()
                .anyMatch(earlier ->
                        earlier.selects().map(all -> holds(all, record)).orElse(true));
    }

    private boolean holds(QueryComponent condition, FDBQueriedRecord<Message> record) {
        return Boolean.TRUE.equals(condition.eval(store, values, record));
    }
}
