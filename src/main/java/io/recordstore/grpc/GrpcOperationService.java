package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.Operations;
import io.recordstore.v1.CancelOperationRequest;
import io.recordstore.v1.CancelOperationResponse;
import io.recordstore.v1.GetOperationRequest;
import io.recordstore.v1.GetOperationResponse;
import io.recordstore.v1.ListOperationsRequest;
import io.recordstore.v1.ListOperationsResponse;
import io.recordstore.v1.OperationService;
import io.smallrye.mutiny.Uni;

/** OperationService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcOperationService implements OperationService {
    private final Operations operations;

    GrpcOperationService(Operations operations) {
        this.operations = operations;
    }

    @Override
    @Requires(Operation.READ)
    public Uni<ListOperationsResponse> listOperations(ListOperationsRequest request) {
        int pageSize = RecordSpaceMessages.pageSize(request.getPageSize());
        long before = OperationMessages.before(request.getPageToken());
        return operations
                .list(new TenantName(request.getTenant()), request.getPrefix(), before, pageSize + 1)
                .map(found -> OperationMessages.page(found, pageSize));
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetOperationResponse> getOperation(GetOperationRequest request) {
        return operations
                .get(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        OperationMessages.number(request.getOperation()))
                .map(operation -> GetOperationResponse.newBuilder()
                        .setOperation(OperationMessages.write(operation))
                        .build());
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<CancelOperationResponse> cancelOperation(CancelOperationRequest request) {
        return operations
                .cancel(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        OperationMessages.number(request.getOperation()))
                .map(operation -> CancelOperationResponse.newBuilder()
                        .setOperation(OperationMessages.write(operation))
                        .build());
    }
}
