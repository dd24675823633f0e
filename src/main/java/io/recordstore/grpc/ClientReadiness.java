package io.recordstore.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a call's client takes messages.
 *
 * <p>There is one waiter at a time. {@link #whenReady} registers it and then looks again, so that a signal between the
 * first look and the registration is not lost.
 */
final class ClientReadiness {
    private static final Context.Key<ClientReadiness> CURRENT = Context.key("record-store client readiness");

    private final ServerCall<?, ?> call;
    private final AtomicReference<CompletableFuture<Void>> waiter = new AtomicReference<>();

    private ClientReadiness(ServerCall<?, ?> call) {
        this.call = call;
    }

    /** The client of the call whose gRPC context is current. */
    static ClientReadiness ofCurrentCall() {
        return CURRENT.get();
    }

    /** Completes when the transport takes another message. */
    Uni<Void> whenReady() {
        if (call.isReady()) {
            return Uni.createFrom().voidItem();
        }
        CompletableFuture<Void> ready = new CompletableFuture<>();
        waiter.set(ready);
        if (call.isReady()) {
            signal();
        }
        return Uni.createFrom().completionStage(ready);
    }

    private void signal() {
        CompletableFuture<Void> ready = waiter.getAndSet(null);
        if (ready != null) {
            ready.complete(null);
        }
    }

    /** Keeps the readiness of every call's client in the call's gRPC context. */
    @GlobalInterceptor
    @ApplicationScoped
    static class Watcher implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            ClientReadiness readiness = new ClientReadiness(call);
            Context context = Context.current().withValue(CURRENT, readiness);
            ServerCall.Listener<Q> listener = Contexts.interceptCall(context, call, headers, next);
            return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
                @Override
                public void onReady() {
                    readiness.signal();
                    super.onReady();
                }
            };
        }
    }
}
