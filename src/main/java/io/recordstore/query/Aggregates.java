package io.recordstore.query;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.FunctionNames;
import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.IndexAggregateFunction;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.NotFound;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.record.Scalar;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Counts, sums, minima, maxima and ranks, read from the indexes that keep them. */
@Singleton
public class Aggregates {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Queries queries;

    Aggregates(Transactions transactions, RecordSpaceOpener opener, Queries queries) {
        this.transactions = transactions;
        this.opener = opener;
        this.queries = queries;
    }

    /**
     * The value of an aggregate for one group.
     *
     * @param group the values of the fields that it is grouped by; empty where a field is not set
     * @param position of a bitmap, that of its first bit; otherwise 0
     */
    public record Group(List<Optional<Scalar>> group, Scalar value, long position) {}

    /**
     * A window of a leaderboard.
     *
     * @param type the number of its series; 0 for all time
     * @param time that is within it; of several windows, the one that began first is meant
     */
    public record Window(int type, long time) {}

    /**
     * One page of groups, in the order of their values.
     *
     * @param nextPage goes on; empty when nothing is left
     */
    public record Page(List<Group> groups, String nextPage) {}

    /**
     * Reads an aggregate.
     *
     * @param pageSize at most this many groups
     * @param pageToken where to go on; empty for the beginning
     * @return fails with {@link io.recordstore.fault.IndexRequired} when no index keeps it
     */
    public Uni<Page> aggregate(
            TenantName tenant, RecordSpaceName space, AggregateSpec spec, int pageSize, String pageToken) {
        GroupReader reader = new GroupReader(spec, pageSize, pageToken, IsolationLevel.SNAPSHOT);
        return Multi.createBy()
                .repeating()
                .uni(() -> transactions.read(
                        context -> opener.open(context, tenant, space).thenCompose(reader::readPage)))
                .whilst(done -> !done)
                .collect()
                .last()
                .map(done -> reader.page());
    }

    /** As the other, in a transaction of the caller's, which then conflicts with what changes the groups. */
    public CompletableFuture<Page> aggregate(OpenRecordSpace open, AggregateSpec spec, int pageSize, String pageToken) {
        return aggregate(open, new GroupReader(spec, pageSize, pageToken, IsolationLevel.SERIALIZABLE));
    }

    private static CompletableFuture<Page> aggregate(OpenRecordSpace open, GroupReader reader) {
        return AsyncUtil.whileTrue(
                        () -> reader.readPage(open).thenApply(done -> !done),
                        open.store().getExecutor())
                .thenApply(done -> reader.page());
    }

    /** How many records a filter selects: from an index that counts, or one by one through an index that finds them. */
    public Uni<Long> count(TenantName tenant, RecordSpaceName space, QuerySpec query) {
        AggregateSpec spec = counting(query);
        return transactions
                .read(context -> opener.open(context, tenant, space).thenApply(open -> isCounted(open, query)))
                .chain(isKept -> isKept
                        ? aggregate(tenant, space, spec, 1, "").map(Aggregates::total)
                        : queries.count(tenant, space, query));
    }

    /** As the other, in a transaction of the caller's. */
    public CompletableFuture<Long> count(OpenRecordSpace open, QuerySpec query) {
        return count(open, query, IsolationLevel.SERIALIZABLE);
    }

    /** As the other, without making the transaction conflict with what changes the count. */
    public CompletableFuture<Long> countInSnapshot(OpenRecordSpace open, QuerySpec query) {
        return count(open, query, IsolationLevel.SNAPSHOT);
    }

    private CompletableFuture<Long> count(OpenRecordSpace open, QuerySpec query, IsolationLevel isolation) {
        return isCounted(open, query)
                ? aggregate(open, new GroupReader(counting(query), 1, "", isolation))
                        .thenApply(Aggregates::total)
                : queries.count(open, query, isolation);
    }

    /**
     * How many records a query selects, as an index tells that counts.
     *
     * @return fails with {@link io.recordstore.fault.IndexRequired} when there is none
     */
    public CompletableFuture<Long> counted(OpenRecordSpace open, QuerySpec query) {
        return aggregate(open, counting(query), 1, "").thenApply(Aggregates::total);
    }

    /** Whether an index that counts tells how many records the query selects. */
    public boolean isCounted(OpenRecordSpace open, QuerySpec query) {
        return AggregateIndex.findAny(open, counting(query)).isPresent();
    }

    private static AggregateSpec counting(QuerySpec query) {
        return new AggregateSpec(query.recordType(), IndexKind.COUNT, Optional.empty(), List.of(), query.filter());
    }

    private static long total(Page page) {
        return page.groups().isEmpty() ? 0 : ((Scalar.Int) page.groups().get(0).value()).value();
    }

    /**
     * How many values come before one: distinct ones, unless the index counts duplicates.
     *
     * @param spec of a kind that ranks
     * @param window of a leaderboard; empty for a rank index
     * @return fails with {@link NotFound} when the leaderboard has no such window
     */
    public Uni<Long> rank(
            TenantName tenant, RecordSpaceName space, AggregateSpec spec, Optional<Window> window, Scalar value) {
        return transactions.read(
                context -> opener.open(context, tenant, space).thenCompose(open -> rank(open, spec, window, value)));
    }

    /** As the other, in a transaction of the caller's. */
    public CompletableFuture<Long> rank(
            OpenRecordSpace open, AggregateSpec spec, Optional<Window> window, Scalar value) {
        String function = window.isPresent() ? FunctionNames.TIME_WINDOW_RANK_FOR_SCORE : FunctionNames.RANK_FOR_SCORE;
        AggregateIndex index = AggregateIndex.find(open, spec);
        Tuple score = AggregateIndex.elements(value, index.value().orElseThrow());
        return evaluate(open, index, function, window, score).thenApply(rank -> rank.getLong(0));
    }

    /**
     * The value at a place.
     *
     * @param spec of a kind that ranks
     * @param window of a leaderboard; empty for a rank index
     * @return fails with {@link NotFound} when there are not so many values, or the leaderboard has no such window
     */
    public Uni<Scalar> valueAtRank(
            TenantName tenant, RecordSpaceName space, AggregateSpec spec, Optional<Window> window, long rank) {
        return transactions.read(context ->
                opener.open(context, tenant, space).thenCompose(open -> valueAtRank(open, spec, window, rank)));
    }

    /** As the other, in a transaction of the caller's. */
    public CompletableFuture<Scalar> valueAtRank(
            OpenRecordSpace open, AggregateSpec spec, Optional<Window> window, long rank) {
        if (rank < 0) {
            throw new InvalidRequest("rank", "it is negative: the first value has rank 0");
        }
        String function = window.isPresent() ? FunctionNames.SCORE_FOR_TIME_WINDOW_RANK : FunctionNames.SCORE_FOR_RANK;
        AggregateIndex index = AggregateIndex.find(open, spec);
        FieldPath path = index.value().orElseThrow();
        return evaluate(open, index, function, window, Tuple.from(rank))
                .thenApply(score -> KeyValues.scalar(score, 0, path).orElseThrow(Aggregates::noSuchRank));
    }

    private static CompletableFuture<Tuple> evaluate(
            OpenRecordSpace open, AggregateIndex index, String function, Optional<Window> window, Tuple argument) {
        if (index.groupColumns() > index.fixed().size()) {
            throw new InvalidRequest(
                    "filter", "the index '" + index.index().getName() + "' ranks within groups: give equals for each");
        }
        Tuple arguments = window.map(within -> Tuple.from((long) within.type(), within.time()))
                .orElse(new Tuple())
                .addAll(index.fixed())
                .addAll(argument);
        return open.store()
                .evaluateAggregateFunction(
                        EvaluationContext.EMPTY,
                        List.of(index.type().name()),
                        new IndexAggregateFunction(
                                function,
                                index.index().getRootExpression(),
                                index.index().getName()),
                        TupleRange.allOf(arguments),
                        IsolationLevel.SERIALIZABLE)
                .thenApply(result -> {
                    if (result == null) {
                        throw window.isPresent() ? noSuchWindow() : noSuchRank();
                    }
                    return result;
                });
    }

    private static NotFound noSuchWindow() {
        return new NotFound(
                "Rank", "", "window: the leaderboard has no window of this type at this time, or not so many values");
    }

    private static NotFound noSuchRank() {
        return new NotFound("Rank", "", "rank: there are not so many values");
    }
}
