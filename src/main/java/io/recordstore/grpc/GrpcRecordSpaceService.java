package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Requires;
import io.recordstore.fork.Forks;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.Clears;
import io.recordstore.schema.KeyRotations;
import io.recordstore.space.Labels;
import io.recordstore.space.RecordSpace;
import io.recordstore.space.RecordSpaces;
import io.recordstore.v1.ClearRecordSpaceRequest;
import io.recordstore.v1.ClearRecordSpaceResponse;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.CreateRecordSpaceResponse;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceResponse;
import io.recordstore.v1.ForkRecordSpaceRequest;
import io.recordstore.v1.ForkRecordSpaceResponse;
import io.recordstore.v1.GetKeysRequest;
import io.recordstore.v1.GetKeysResponse;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.GetRecordSpaceResponse;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.ListRecordSpacesResponse;
import io.recordstore.v1.RecordSpaceService;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.RotateKeysResponse;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import io.recordstore.v1.UpdateRecordSpaceResponse;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** RecordSpaceService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcRecordSpaceService implements RecordSpaceService {
    private final RecordSpaces spaces;
    private final Clears clears;
    private final KeyRotations keyRotations;
    private final Forks forks;

    GrpcRecordSpaceService(RecordSpaces spaces, Clears clears, KeyRotations keyRotations, Forks forks) {
        this.spaces = spaces;
        this.clears = clears;
        this.keyRotations = keyRotations;
        this.forks = forks;
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<CreateRecordSpaceResponse> createRecordSpace(CreateRecordSpaceRequest request) {
        return spaces.create(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        Labels.require(request.getLabelsMap()),
                        RecordSpaceMessages.changes(request.getChangeRetention()),
                        RecordSpaceMessages.timeToLive(request.getTtl()))
                .map(space -> CreateRecordSpaceResponse.newBuilder()
                        .setRecordSpace(RecordSpaceMessages.write(space))
                        .build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GetRecordSpaceResponse> getRecordSpace(GetRecordSpaceRequest request) {
        return spaces.get(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()))
                .map(space -> GetRecordSpaceResponse.newBuilder()
                        .setRecordSpace(RecordSpaceMessages.write(space))
                        .build());
    }

    @Override
    @Requires(Operation.READ)
    public Uni<ListRecordSpacesResponse> listRecordSpaces(ListRecordSpacesRequest request) {
        int pageSize = RecordSpaceMessages.pageSize(request.getPageSize());
        String after = RecordSpaceMessages.after(request.getPageToken(), request.getPrefix());
        return spaces.list(new TenantName(request.getTenant()), request.getPrefix(), after, pageSize + 1)
                .map(found -> page(found, pageSize));
    }

    /** @param found one more than the page holds, where there is one */
    private static ListRecordSpacesResponse page(List<RecordSpace> found, int pageSize) {
        ListRecordSpacesResponse.Builder response = ListRecordSpacesResponse.newBuilder();
        found.stream().limit(pageSize).map(RecordSpaceMessages::write).forEach(response::addRecordSpaces);
        if (found.size() > pageSize) {
            response.setNextPageToken(RecordSpaceMessages.pageToken(found.get(pageSize - 1)));
        }
        return response.build();
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<UpdateRecordSpaceResponse> updateRecordSpace(UpdateRecordSpaceRequest request) {
        return spaces.update(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        RecordSpaceMessages.update(request))
                .map(space -> UpdateRecordSpaceResponse.newBuilder()
                        .setRecordSpace(RecordSpaceMessages.write(space))
                        .build());
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<ClearRecordSpaceResponse> clearRecordSpace(ClearRecordSpaceRequest request) {
        return clears.clear(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()))
                .map(space -> ClearRecordSpaceResponse.newBuilder()
                        .setRecordSpace(RecordSpaceMessages.write(space))
                        .build());
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<DeleteRecordSpaceResponse> deleteRecordSpace(DeleteRecordSpaceRequest request) {
        return spaces.delete(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()))
                .replaceWith(DeleteRecordSpaceResponse.getDefaultInstance());
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<RotateKeysResponse> rotateKeys(RotateKeysRequest request) {
        return keyRotations
                .rotate(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()))
                .map(keys -> RotateKeysResponse.newBuilder()
                        .setKeys(KeyMessages.write(keys))
                        .build());
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<GetKeysResponse> getKeys(GetKeysRequest request) {
        return keyRotations
                .get(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()))
                .map(keys -> GetKeysResponse.newBuilder()
                        .setKeys(KeyMessages.write(keys))
                        .build());
    }

    @Override
    @Requires(value = Operation.READ, ofTarget = Operation.ADMIN)
    public Uni<ForkRecordSpaceResponse> forkRecordSpace(ForkRecordSpaceRequest request) {
        return forks.fork(RecordSpaceMessages.read(request)).map(RecordSpaceMessages::write);
    }
}
