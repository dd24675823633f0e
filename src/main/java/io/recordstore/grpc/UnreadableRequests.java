package io.recordstore.grpc;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.fault.InvalidRequest;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Says of a request that cannot be parsed that it cannot. The server drops it, and would call it missing and a defect of
 * its own.
 */
@GlobalInterceptor
@ApplicationScoped
class UnreadableRequests implements ServerInterceptor {
    private static final InvalidRequest UNREADABLE = new InvalidRequest(
            "request", "it is not the message of this call, or it is nested deeper than 100 messages");

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        return call.getMethodDescriptor().getType().clientSendsOneMessage() ? new Watch<>(call, listener) : listener;
    }

    private static final class Watch<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private boolean hasRequest;

        Watch(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q request) {
            hasRequest = true;
            super.onMessage(request);
        }

        @Override
        public void onHalfClose() {
            if (hasRequest) {
                super.onHalfClose();
                return;
            }
            StatusRuntimeException refusal = GrpcFaults.toStatus(UNREADABLE);
            call.close(refusal.getStatus(), refusal.getTrailers());
        }
    }
}
