package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.OutOfRange;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.query.QueryEvent;
import io.recordstore.query.QuerySpec;
import io.recordstore.record.PrimaryKeys;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Reads records as they were at a moment, of RecordSpaces that keep the records before and after their changes, as far back as they
 * keep them: what is there now, with all that was changed since undone.
 *
 * <p>The past is read under the schema that is in force. A field that was added since is not set in what was written before, one
 * that is gone is not seen, and any index serves that there is now.
 *
 * <p>Each call fails with {@link PreconditionFailed} where changes are not kept, or without records, with {@link OutOfRange} where
 * those after the moment are no longer kept, and with {@link LimitExceeded} where they are too many: {@link PastLimits}.
 */
@Singleton
public class PastReads {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Moments moments;
    private final Queries queries;
    private final Aggregates aggregates;

    PastReads(
            Transactions transactions,
            RecordSpaceOpener opener,
            Moments moments,
            Queries queries,
            Aggregates aggregates) {
        this.transactions = transactions;
        this.opener = opener;
        this.moments = moments;
        this.queries = queries;
        this.aggregates = aggregates;
    }

    /** @return the record that had the primary key; fails with {@link NotFound} when there was none */
    public Uni<VersionedRecord> get(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            List<Scalar> primaryKey,
            RecordContent.Format format,
            Moment at) {
        return Uni.createFrom()
                .deferred(() -> new PastGet(
                                recordType,
                                List.of(primaryKey),
                                format,
                                (type, keys) -> List.of(PrimaryKeys.of(type, keys.get(0), "primary_key")),
                                undo -> run(tenant, space, at, undo))
                        .records())
                .map(records -> records.get(0)
                        .orElseThrow(() -> new NotFound(
                                "Record", "", "there was no record with this primary key at that moment")));
    }

    /** @return one for each primary key, in their order; empty where there was none */
    public Uni<List<Optional<VersionedRecord>>> getAll(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            List<List<Scalar>> primaryKeys,
            RecordContent.Format format,
            Moment at) {
        return Uni.createFrom().deferred(() -> new PastGet(
                        recordType, primaryKeys, format, PastReads::batchKeys, undo -> run(tenant, space, at, undo))
                .records());
    }

    private static List<Tuple> batchKeys(RecordTypeSchema type, List<List<Scalar>> values) {
        List<Tuple> keys = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            keys.add(PrimaryKeys.of(type, values.get(i), "primary_keys[" + i + "].values"));
        }
        return keys;
    }

    /**
     * Streams the records that a query selects, all of the one moment, as {@link Queries#run} does: indexes serve it as they
     * serve a query of now.
     *
     * @param continuation where to go on; empty for the beginning
     */
    public Multi<QueryEvent> query(
            TenantName tenant,
            RecordSpaceName space,
            QuerySpec query,
            RecordContent.Format format,
            String continuation,
            Moment at) {
        return Multi.createFrom()
                .deferred(() -> new PastQuery(
                                opener,
                                queries,
                                run(tenant, space, at, Undo.selected(query.recordType(), query.filter())),
                                at,
                                query,
                                format,
                                continuation,
                                PastLimits.PAGE_ROWS)
                        .pages())
                .onItem()
                .disjoint();
    }

    /** How many records a query selected: from an index that counts, or one by one through an index that finds them. */
    public Uni<Long> count(TenantName tenant, RecordSpaceName space, QuerySpec query, Moment at) {
        return Uni.createFrom().deferred(() -> {
            PastRun run = run(tenant, space, at, Undo.selected(query.recordType(), query.filter()));
            return run.read(PastRun::always, open -> new Restoration(opener, run.undo())
                            .of(open)
                            .thenCompose(past -> counted(past, query)))
                    .chain(counted -> counted.kept()
                            .map(kept -> Uni.createFrom().item(kept))
                            .orElseGet(() -> oneByOne(run, counted.keys(), at)));
        });
    }

    /**
     * What an index tells that counts.
     *
     * @param keys the same query, of which no more than primary keys is returned
     */
    private record Counted(Optional<Long> kept, QuerySpec keys) {}

    private CompletableFuture<Counted> counted(OpenRecordSpace past, QuerySpec query) {
        QuerySpec keys = query.returning(past.schema().recordType(query.recordType()).primaryKey().stream()
                .map(FieldPath::toString)
                .toList());
        return aggregates.isCounted(past, query)
                ? aggregates.counted(past, query).thenApply(kept -> new Counted(Optional.of(kept), keys))
                : CompletableFuture.completedFuture(new Counted(Optional.empty(), keys));
    }

    private Uni<Long> oneByOne(PastRun run, QuerySpec keys, Moment at) {
        return new PastQuery(
                        opener, queries, run, at, keys, RecordContent.Format.PROTOBUF, "", PastLimits.COUNT_PAGE_ROWS)
                .pages()
                .onItem()
                .<QueryEvent>disjoint()
                .filter(event -> event instanceof QueryEvent.Row)
                .collect()
                .with(Collectors.counting());
    }

    private PastRun run(TenantName tenant, RecordSpaceName space, Moment at, Undo undo) {
        return new PastRun(transactions, opener, moments, tenant, space, at, undo);
    }
}
