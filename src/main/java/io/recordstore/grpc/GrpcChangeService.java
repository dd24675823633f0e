package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.change.Watches;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.v1.ChangeService;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.smallrye.mutiny.Multi;

/** ChangeService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcChangeService implements ChangeService {
    private final Watches watches;

    GrpcChangeService(Watches watches) {
        this.watches = watches;
    }

    @Override
    @Requires(value = Operation.WATCH, throughout = true)
    @AtClientPace
    public Multi<WatchResponse> watch(WatchRequest request) {
        return watches.watch(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        ChangeMessages.read(request))
                .map(ChangeMessages::write);
    }
}
