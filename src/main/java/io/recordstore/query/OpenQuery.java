package io.recordstore.query;

import com.apple.foundationdb.record.IsolationLevel;
import com.apple.foundationdb.record.provider.foundationdb.FDBQueriedRecord;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.recordstore.query.QuerySpec.Isolation;
import io.recordstore.record.RecordCodec;
import io.recordstore.record.RecordContent;
import io.recordstore.record.RecordVersions;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.OpenRecordSpace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A query within one transaction: planned, and its rows read and written as its caller wants them. */
final class OpenQuery {
    private final OpenRecordSpace space;
    private final QuerySpec query;
    private final BoundPlan plan;
    private final Continuations continuations;
    private final RecordContent.Format format;

    /** Plans it; throws what refuses the query. */
    OpenQuery(OpenRecordSpace space, Plans plans, QuerySpec query, RecordContent.Format format) {
        this.space = space;
        this.query = query;
        this.plan = plans.plan(space, query).executable(query.allowScan());
        this.continuations = new Continuations(space, query);
        this.format = format;
    }

    /**
     * Some rows.
     *
     * @param next where the next page goes on; null when nothing is left
     * @param keyValuesRead how much was read to find the rows
     */
    record Page(List<QueryEvent.Row> rows, Position next, int keyValuesRead) {}

    Plan plan() {
        return plan.plan();
    }

    Continuations continuations() {
        return continuations;
    }

    /**
     * @param limit how many rows at most
     * @param cancelled whether nobody waits for the page any more
     */
    CompletableFuture<Page> read(Position from, int limit, BooleanSupplier cancelled) {
        IsolationLevel isolation =
                query.isolation() == Isolation.SNAPSHOT ? IsolationLevel.SNAPSHOT : IsolationLevel.SERIALIZABLE;
        DistinctValues distinct =
                query.distinct() ? DistinctValues.of(plan.plan().type(), query.fields()) : null;
        return new QueryPage(space, plan, distinct, isolation, cancelled)
                .read(from, limit)
                .thenApply(this::page);
    }

    private Page page(QueryPage.Result result) {
        Projection projection = Projection.of(plan.plan().type(), query.fields());
        RecordCodec codec = new RecordCodec(space.schema());
        List<QueryEvent.Row> rows =
                result.rows().stream().map(row -> row(row, projection, codec)).toList();
        return new Page(rows, result.next(), result.keyValuesRead());
    }

    private QueryEvent.Row row(QueryPage.Row row, Projection projection, RecordCodec codec) {
        RecordContent content =
                codec.encode(plan.plan().type(), projection.apply(row.record().getRecord()), format);
        VersionedRecord record = new VersionedRecord(plan.plan().type().name(), content, version(row.record()));
        return new QueryEvent.Row(record, continuations.seal(row.next()));
    }

    /** Empty where the row comes from an index alone. */
    private static ByteString version(FDBQueriedRecord<Message> record) {
        return record.getVersion() == null ? ByteString.EMPTY : RecordVersions.of(record.getVersion());
    }
}
