package io.recordstore.grpc;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.auth.Access;
import io.recordstore.auth.Credential;
import io.recordstore.auth.GrpcCredentials;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.telemetry.RequestId;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Says of a request that cannot be parsed that it cannot, to whoever has a good token. The server drops it, and would call
 * it missing and a defect of its own.
 */
@GlobalInterceptor
@ApplicationScoped
class UnreadableRequests implements ServerInterceptor {
    private static final InvalidRequest UNREADABLE = new InvalidRequest(
            "request", "it is not the message of this call, or it is nested deeper than 100 messages");
    private static final String ANY_TENANT = "";

    private final Access access;

    UnreadableRequests(Access access) {
        this.access = access;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        Credential credential = GrpcCredentials.of(headers, call.getMethodDescriptor());
        return call.getMethodDescriptor().getType().clientSendsOneMessage()
                ? new Watch<>(call, listener, credential)
                : listener;
    }

    private final class Watch<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final Credential credential;
        private final String requestId = RequestId.current().orElse("");
        private boolean hasRequest;

        Watch(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener, Credential credential) {
            super(listener);
            this.call = call;
            this.credential = credential;
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
            access.identify(credential, ANY_TENANT).subscribe().with(caller -> refuse(UNREADABLE), this::refuse);
        }

        private void refuse(Throwable fault) {
            StatusRuntimeException refusal = GrpcFaults.toStatus(fault, requestId);
            call.close(refusal.getStatus(), refusal.getTrailers());
        }
    }
}
