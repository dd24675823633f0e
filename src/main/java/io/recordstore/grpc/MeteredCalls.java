package io.recordstore.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.telemetry.CallMeters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;

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
        ServerCall<Q, R> answered = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                metered.end(status.getCode().name());
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(next.startCall(answered, headers)) {
            @Override
            public void onCancel() {
                metered.end(Status.Code.CANCELLED.name());
                super.onCancel();
            }
        };
    }
}
