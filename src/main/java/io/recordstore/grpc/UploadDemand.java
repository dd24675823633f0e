package io.recordstore.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.TransactionServiceGrpc;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** How many messages of a call's client are asked for: of a method with {@link AtServerPace}, no more than it wants. */
final class UploadDemand {
    private static final Context.Key<UploadDemand> CURRENT = Context.key("record-store upload demand");

    private final ServerCall<?, ?> call;
    private final Optional<io.vertx.core.Context> origin = Optional.ofNullable(Vertx.currentContext());

    private UploadDemand(ServerCall<?, ?> call) {
        this.call = call;
    }

    /** Of the call whose gRPC context is current. */
    static UploadDemand ofCurrentCall() {
        return CURRENT.get();
    }

    /** Asks the client for further messages. */
    void request(long messages) {
        int count = (int) Math.min(Integer.MAX_VALUE, messages);
        if (origin.isPresent()) {
            origin.get().runOnContext(ignored -> call.request(count));
        } else {
            call.request(count);
        }
    }

    /** Holds back what the generated service asks for by itself, and keeps the call in its gRPC context. */
    @GlobalInterceptor
    @ApplicationScoped
    static class Holder implements ServerInterceptor {
        private static final Set<String> HELD = Set.of(
                RecordServiceGrpc.getBulkPutMethod().getFullMethodName(),
                TransactionServiceGrpc.getTransactMethod().getFullMethodName());

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (!HELD.contains(call.getMethodDescriptor().getFullMethodName())) {
                return next.startCall(call, headers);
            }
            Context context = Context.current().withValue(CURRENT, new UploadDemand(call));
            return Contexts.interceptCall(context, new Held<>(call), headers, next);
        }
    }

    private static final class Held<Q, R> extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
        Held(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void request(int messages) {
            // Asked for by the generated service, whatever the method wants: see UploadDemand.request.
        }
    }
}
