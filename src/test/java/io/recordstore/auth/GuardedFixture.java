package io.recordstore.auth;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.fixture.Guarded;
import io.recordstore.auth.fixture.GuardedListRequest;
import io.recordstore.auth.fixture.GuardedRequest;
import io.recordstore.auth.fixture.GuardedResponse;
import io.recordstore.grpc.FaultsAsStatus;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers with what a guarded method sees, and remembers that it was reached. */
@GrpcService
@FaultsAsStatus
public class GuardedFixture implements Guarded {
    private final CurrentCaller caller;
    private final List<String> reached = new CopyOnWriteArrayList<>();

    GuardedFixture(CurrentCaller caller) {
        this.caller = caller;
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GuardedResponse> read(GuardedRequest request) {
        return Uni.createFrom().item(seen("read", request.getTenant()));
    }

    @Override
    @Requires(Operation.WRITE)
    public Uni<GuardedResponse> write(GuardedRequest request) {
        return Uni.createFrom().item(seen("write", request.getTenant()));
    }

    @Override
    @Requires(Operation.ADMIN)
    public Uni<GuardedResponse> administer(GuardedRequest request) {
        return Uni.createFrom().item(seen("administer", request.getTenant()));
    }

    @Override
    @Requires(Operation.READ)
    public Uni<GuardedResponse> list(GuardedListRequest request) {
        return Uni.createFrom().item(seen("list", request.getTenant()));
    }

    @Override
    @Requires(Operation.READ)
    public Multi<GuardedResponse> stream(GuardedRequest request) {
        GuardedResponse response = seen("stream", request.getTenant());
        return Multi.createFrom().items(response, response, response);
    }

    @Override
    @Requires(Operation.WRITE)
    public Multi<GuardedResponse> converse(Multi<GuardedRequest> requests) {
        return requests.map(request -> seen("converse", request.getTenant()));
    }

    @Override
    @RequiresToken
    public Uni<GuardedResponse> identify(GuardedRequest request) {
        return Uni.createFrom().item(seen("identify", request.getTenant()));
    }

    @Override
    public Uni<GuardedResponse> unguarded(GuardedRequest request) {
        return Uni.createFrom().item(seen("unguarded", request.getTenant()));
    }

    List<String> reached() {
        return reached;
    }

    private GuardedResponse seen(String method, String tenant) {
        reached.add(method);
        return GuardedResponse.newBuilder()
                .setTenant(tenant)
                .setCallerTenant(
                        caller.get().map(known -> known.tenant().value()).orElse(""))
                .setOnDuplicatedContext(
                        Vertx.currentContext() != null && VertxContext.isDuplicatedContext(Vertx.currentContext()))
                .setThread(Thread.currentThread().getName())
                .build();
    }
}
