package io.recordstore.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.admission.Admission;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.telemetry.CallMeters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.Optional;

/** Counts and times every call, by its method and the code that it ends with. Methods are those of the services alone. */
@GlobalInterceptor
@ApplicationScoped
class MeteredCalls implements ServerInterceptor, Prioritized {
    /** Outside of what answers by itself, inside of what gives the call its Vert.x context. */
    static final int OUTERMOST = 10_000;

    private final CallMeters meters;

    MeteredCalls(CallMeters meters) {
        this.meters = meters;
    }

    @Override
    public int getPriority() {
        return OUTERMOST;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String fullName = call.getMethodDescriptor().getFullMethodName();
        String method = fullName.substring(fullName.lastIndexOf('.') + 1);
        CallMeters.Call metered = meters.begin(CallMeters.Api.GRPC, method);
        Optional<MemoryBudget.Share> share = Admission.current();
        ServerCall<Q, R> answered = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                metered.end(code(share, status.getCode()));
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(next.startCall(answered, headers)) {
            @Override
            public void onCancel() {
                metered.end(code(share, Status.Code.CANCELLED));
                super.onCancel();
            }
        };
    }

    /** A call that is refused while its message arrives ends here as one whose client has gone. */
    private static String code(Optional<MemoryBudget.Share> share, Status.Code code) {
        boolean isRefused = share.filter(MemoryBudget.Share::isRefused).isPresent();
        return (isRefused ? Status.Code.RESOURCE_EXHAUSTED : code).name();
    }
}
