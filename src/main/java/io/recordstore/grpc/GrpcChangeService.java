package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.change.Diffs;
import io.recordstore.change.Watches;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.v1.ChangeService;
import io.recordstore.v1.DiffRequest;
import io.recordstore.v1.DiffResponse;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.smallrye.mutiny.Multi;

/** ChangeService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcChangeService implements ChangeService {
    private final Watches watches;
    private final Diffs diffs;

    GrpcChangeService(Watches watches, Diffs diffs) {
        this.watches = watches;
        this.diffs = diffs;
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

    @Override
    @Requires(Operation.WATCH)
    @AtClientPace
    public Multi<DiffResponse> diff(DiffRequest request) {
        return diffs.run(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        ChangeMessages.read(request))
                .map(change -> DiffResponse.newBuilder()
                        .setChange(ChangeMessages.write(change))
                        .build());
    }
}
