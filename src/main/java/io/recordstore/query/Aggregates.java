package io.recordstore.query;

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
     */
    public record Group(List<Optional<Scalar>> group, Scalar value) {}

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
        GroupReader reader = new GroupReader(spec, pageSize, pageToken);
        return Multi.createBy()
                .repeating()
                .uni(() -> transactions.read(
                        context -> opener.open(context, tenant, space).thenCompose(reader::readPage)))
                .whilst(done -> !done)
                .collect()
                .last()
                .map(done -> reader.page());
    }

    /** How many records a filter selects: from an index that counts, or one by one through an index that finds them. */
    public Uni<Long> count(TenantName tenant, RecordSpaceName space, QuerySpec query) {
        AggregateSpec spec =
                new AggregateSpec(query.recordType(), IndexKind.COUNT, Optional.empty(), List.of(), query.filter());
        return transactions
                .read(context -> opener.open(context, tenant, space)
                        .thenApply(open -> AggregateIndex.findAny(open, spec).isPresent()))
                .chain(isKept -> isKept
                        ? aggregate(tenant, space, spec, 1, "").map(Aggregates::total)
                        : queries.count(tenant, space, query));
    }

    private static long total(Page page) {
        return page.groups().isEmpty() ? 0 : ((Scalar.Int) page.groups().get(0).value()).value();
    }

    /**
     * How many distinct values in a rank index are smaller.
     *
     * @param spec of kind {@link IndexKind#RANK}
     */
    public Uni<Long> rank(TenantName tenant, RecordSpaceName space, AggregateSpec spec, Scalar value) {
        return transactions.read(context -> opener.open(context, tenant, space).thenCompose(open -> {
            AggregateIndex index = AggregateIndex.find(open, spec);
            Tuple score = AggregateIndex.elements(value, index.value().orElseThrow());
            return evaluate(open, index, FunctionNames.RANK_FOR_SCORE, score).thenApply(rank -> rank.getLong(0));
        }));
    }

    /**
     * The value at a place in a rank index.
     *
     * @param spec of kind {@link IndexKind#RANK}
     * @return fails with {@link NotFound} when there are not so many values
     */
    public Uni<Scalar> valueAtRank(TenantName tenant, RecordSpaceName space, AggregateSpec spec, long rank) {
        if (rank < 0) {
            throw new InvalidRequest("rank", "it is negative: the smallest value has rank 0");
        }
        return transactions.read(context -> opener.open(context, tenant, space).thenCompose(open -> {
            AggregateIndex index = AggregateIndex.find(open, spec);
            FieldPath path = index.value().orElseThrow();
            return evaluate(open, index, FunctionNames.SCORE_FOR_RANK, Tuple.from(rank))
                    .thenApply(score -> KeyValues.scalar(score, 0, path).orElseThrow(Aggregates::noSuchRank));
        }));
    }

    private static CompletableFuture<Tuple> evaluate(
            OpenRecordSpace open, AggregateIndex index, String function, Tuple argument) {
        if (index.groupColumns() > index.fixed().size()) {
            throw new InvalidRequest(
                    "filter", "the index '" + index.index().getName() + "' ranks within groups: give equals for each");
        }
        return open.store()
                .evaluateAggregateFunction(
                        EvaluationContext.EMPTY,
                        List.of(index.type().name()),
                        new IndexAggregateFunction(
                                function,
                                index.index().getRootExpression(),
                                index.index().getName()),
                        TupleRange.allOf(index.fixed().addAll(argument)),
                        IsolationLevel.SERIALIZABLE)
                .thenApply(result -> {
                    if (result == null) {
                        throw noSuchRank();
                    }
                    return result;
                });
    }

    private static NotFound noSuchRank() {
        return new NotFound("Rank", "", "rank: there are not so many values");
    }
}
