package io.recordstore.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.admission.Admission;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.telemetry.RequestId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Counts an answer of one message against what calls may hold in memory, from when it is made until the client has taken
 * it, and refuses the call instead where there is no room. Streams hold no more than the client takes.
 */
@GlobalInterceptor
@ApplicationScoped
class AdmittedMessages implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Optional<MemoryBudget.Share> share = Admission.current();
        boolean isOneMessage = call.getMethodDescriptor().getType().serverSendsOneMessage();
        return share.isPresent() && isOneMessage
                ? next.startCall(
                        new Counted<>(call, share.get(), RequestId.current().orElse("")), headers)
                : next.startCall(call, headers);
    }

    private static final class Counted<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final MemoryBudget.Share share;
        private final String requestId;
        private boolean isRefused;

        Counted(ServerCall<Q, R> call, MemoryBudget.Share share, String requestId) {
            super(call);
            this.share = share;
            this.requestId = requestId;
        }

        @Override
        public void sendMessage(R answer) {
            if (share.take(((MessageLite) answer).getSerializedSize())) {
                super.sendMessage(answer);
            } else {
                isRefused = true;
                StatusRuntimeException refusal = GrpcFaults.toStatus(share.refusal(), requestId);
                super.close(refusal.getStatus(), refusal.getTrailers());
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!isRefused) {
                super.close(status, trailers);
            }
        }
    }
}
