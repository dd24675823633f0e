package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.SchemaDefinition;
import io.recordstore.schema.Schemas;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ApplySchemaResponse;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.GetSchemaResponse;
import io.recordstore.v1.ListIndexesRequest;
import io.recordstore.v1.ListIndexesResponse;
import io.recordstore.v1.ListSchemaVersionsRequest;
import io.recordstore.v1.ListSchemaVersionsResponse;
import io.recordstore.v1.SchemaService;
import io.smallrye.mutiny.Uni;

/** SchemaService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcSchemaService implements SchemaService {
    private final Schemas schemas;

    GrpcSchemaService(Schemas schemas) {
        this.schemas = schemas;
    }

    @Override
    @Requires(Operation.SCHEMA)
    public Uni<ApplySchemaResponse> applySchema(ApplySchemaRequest request) {
        TenantName tenant = new TenantName(request.getTenant());
        RecordSpaceName space = new RecordSpaceName(request.getRecordSpace());
        SchemaDefinition definition = SchemaMessages.read(request);
        return (request.getValidateOnly()
                        ? schemas.validate(tenant, space, definition)
                        : schemas.apply(tenant, space, definition))
                .map(SchemaMessages::write);
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetSchemaResponse> getSchema(GetSchemaRequest request) {
        if (request.getVersion() < 0) {
            throw new InvalidRequest("version", "it counts from 1; 0 is the version in force");
        }
        return schemas.get(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        request.getVersion())
                .map(schema -> GetSchemaResponse.newBuilder()
                        .setSchema(SchemaMessages.write(schema))
                        .build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<ListSchemaVersionsResponse> listSchemaVersions(ListSchemaVersionsRequest request) {
        int pageSize = SchemaVersionPages.size(request.getPageSize());
        int before = SchemaVersionPages.before(request.getPageToken());
        return schemas.versions(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        before,
                        pageSize + 1)
                .map(versions -> SchemaVersionPages.write(versions, pageSize));
    }

    @Override
    @Requires(Operation.READ)
    public Uni<ListIndexesResponse> listIndexes(ListIndexesRequest request) {
        return schemas.indexes(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()))
                .map(indexes -> ListIndexesResponse.newBuilder()
                        .addAllIndexes(
                                indexes.stream().map(SchemaMessages::write).toList())
                        .build());
    }
}
