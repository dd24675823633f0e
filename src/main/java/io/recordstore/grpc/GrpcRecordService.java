package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.change.Moment;
import io.recordstore.change.PastReads;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Deletions;
import io.recordstore.query.Queries;
import io.recordstore.query.QueryEvent;
import io.recordstore.query.QuerySpec;
import io.recordstore.record.BulkPuts;
import io.recordstore.record.Exports;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Records;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.v1.AggregateRequest;
import io.recordstore.v1.AggregateResponse;
import io.recordstore.v1.BatchGetRequest;
import io.recordstore.v1.BatchGetResponse;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.CountResponse;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.DeleteResponse;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWhereResponse;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.ExportRequest;
import io.recordstore.v1.ExportResponse;
import io.recordstore.v1.GetRankRequest;
import io.recordstore.v1.GetRankResponse;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.GetResponse;
import io.recordstore.v1.GetValueAtRankRequest;
import io.recordstore.v1.GetValueAtRankResponse;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.PutResponse;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.RecordService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** RecordService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcRecordService implements RecordService {
    private final Records records;
    private final BulkPuts bulkPuts;
    private final Exports exports;
    private final Queries queries;
    private final Aggregates aggregates;
    private final Deletions deletions;
    private final PastReads past;

    GrpcRecordService(
            Records records,
            BulkPuts bulkPuts,
            Exports exports,
            Queries queries,
            Aggregates aggregates,
            Deletions deletions,
            PastReads past) {
        this.records = records;
        this.bulkPuts = bulkPuts;
        this.exports = exports;
        this.queries = queries;
        this.aggregates = aggregates;
        this.deletions = deletions;
        this.past = past;
    }

    @Override
    @Requires(Operation.WRITE)
    public Uni<PutResponse> put(PutRequest request) {
        return records.put(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        request.getRecordType(),
                        RecordMessages.content(request),
                        RecordMessages.condition(request))
                .map(version -> PutResponse.newBuilder().setVersion(version).build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetResponse> get(GetRequest request) {
        return find(request).map(record -> GetResponse.newBuilder()
                .setRecord(RecordMessages.write(record))
                .build());
    }

    private Uni<VersionedRecord> find(GetRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        RecordSpaceName space = new RecordSpaceName(request.getRecordSpace());
        List<Scalar> key = ScalarMessages.readAll(request.getPrimaryKeyList(), "primary_key");
        RecordContent.Format format = RecordMessages.format(request.getFormat());
        return request.hasAt()
                ? past.get(tenant, space, request.getRecordType(), key, format, at(request.getAt()))
                : records.get(tenant, space, request.getRecordType(), key, format);
    }

    private static Moment at(io.recordstore.v1.Moment moment) {
        return MomentMessages.read(moment, "at");
    }

    @Override
    @Requires(Operation.DELETE)
    public Uni<DeleteResponse> delete(DeleteRequest request) {
        return records.delete(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        request.getRecordType(),
                        ScalarMessages.readAll(request.getPrimaryKeyList(), "primary_key"))
                .map(version -> DeleteResponse.newBuilder().setVersion(version).build());
    }

    @Override
    @Requires(Operation.READ)
    @AtClientPace
    public Multi<QueryResponse> query(QueryRequest request) {
        return events(request).map(QueryMessages::write);
    }

    private Multi<QueryEvent> events(QueryRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        RecordSpaceName space = new RecordSpaceName(request.getRecordSpace());
        QuerySpec query = QueryMessages.read(request.getRecordType(), request.getQuery());
        RecordContent.Format format = RecordMessages.format(request.getFormat());
        return request.hasAt()
                ? past.query(tenant, space, query, format, request.getContinuation(), at(request.getAt()))
                : queries.run(tenant, space, query, format, request.getContinuation());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<ExplainResponse> explain(ExplainRequest request) {
        return queries.explain(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        QueryMessages.read(request.getRecordType(), request.getQuery()))
                .map(QueryMessages::write);
    }

    @Override
    @Requires(Operation.READ)
    public Uni<BatchGetResponse> batchGet(BatchGetRequest request) {
        return findAll(request).map(RecordMessages::write);
    }

    private Uni<List<Optional<VersionedRecord>>> findAll(BatchGetRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        RecordSpaceName space = new RecordSpaceName(request.getRecordSpace());
        List<List<Scalar>> keys = RecordMessages.primaryKeys(request);
        RecordContent.Format format = RecordMessages.format(request.getFormat());
        return request.hasAt()
                ? past.getAll(tenant, space, request.getRecordType(), keys, format, at(request.getAt()))
                : records.getAll(tenant, space, request.getRecordType(), keys, format);
    }

    @Override
    @Requires(Operation.DELETE)
    @AtClientPace
    public Multi<DeleteWhereResponse> deleteWhere(DeleteWhereRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        RecordSpaceName space = new RecordSpaceName(request.getRecordSpace());
        QuerySpec query = AggregateMessages.read(request);
        return request.getBackground()
                ? deletions
                        .runBehindTheCall(tenant, space, query, AggregateMessages.toKeep(request))
                        .map(AggregateMessages::write)
                        .toMulti()
                : deletions.run(tenant, space, query, request.getContinuation()).map(AggregateMessages::write);
    }

    @Override
    @Requires(Operation.WRITE)
    @AtServerPace
    public Uni<BulkPutResponse> bulkPut(Multi<BulkPutRequest> requests) {
        return BulkMessages.run(requests, bulkPuts);
    }

    @Override
    @Requires(Operation.READ)
    @AtClientPace
    public Multi<ExportResponse> export(ExportRequest request) {
        return exports.run(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        request.getRecordType(),
                        RecordMessages.format(request.getFormat()),
                        request.getContinuation())
                .map(RecordMessages::write);
    }

    @Override
    @Requires(Operation.READ)
    public Uni<CountResponse> count(CountRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        RecordSpaceName space = new RecordSpaceName(request.getRecordSpace());
        QuerySpec query = AggregateMessages.read(request);
        Uni<Long> counted = request.hasAt()
                ? past.count(tenant, space, query, at(request.getAt()))
                : aggregates.count(tenant, space, query);
        return counted.map(count -> CountResponse.newBuilder().setCount(count).build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<AggregateResponse> aggregate(AggregateRequest request) {
        return aggregates
                .aggregate(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        AggregateMessages.read(request),
                        AggregateMessages.pageSize(request),
                        request.getPageToken())
                .map(AggregateMessages::write);
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetRankResponse> getRank(GetRankRequest request) {
        return aggregates
                .rank(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        AggregateMessages.read(request),
                        AggregateMessages.window(request),
                        ScalarMessages.read(request.getValue(), "value"))
                .map(rank -> GetRankResponse.newBuilder().setRank(rank).build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetValueAtRankResponse> getValueAtRank(GetValueAtRankRequest request) {
        return aggregates
                .valueAtRank(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        AggregateMessages.read(request),
                        AggregateMessages.window(request),
                        request.getRank())
                .map(value -> GetValueAtRankResponse.newBuilder()
                        .setValue(ScalarMessages.write(value))
                        .build());
    }
}
