package io.recordstore.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.recordstore.fault.Unavailable;
import io.recordstore.health.OpenRequests;
import io.recordstore.health.Stopping;
import io.recordstore.telemetry.RequestId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses calls to a server that stops, and ends its streams, which may have no end of their own: with a status that says
 * what to do, where a connection that breaks would say nothing. Calls of one answer are left to finish.
 */
@GlobalInterceptor
@ApplicationScoped
class CallsAtStop implements ServerInterceptor, Prioritized {
    private static final Unavailable STOPPING =
            new Unavailable("the server stops: call again, and go on from the last message that came");

    private final Set<Stream<?, ?>> open = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;
    private final OpenRequests requests;

    CallsAtStop(Vertx vertx, OpenRequests requests) {
        this.vertx = vertx;
        this.requests = requests;
    }

    void stop(@Observes Stopping event) {
        vertx.setTimer(Math.max(1, event.streamsEndAfter().toMillis()), timer -> open.forEach(Stream::end));
    }

    /** Before all others but {@link MeteredCalls}, which counts calls: what is refused here, no other looks at. */
    @Override
    public int getPriority() {
        return MeteredCalls.OUTERMOST - 1;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (requests.isRefusing()) {
            // The transport wants its listener first.
            String requestId = RequestId.current().orElse("");
            vertx.getOrCreateContext().runOnContext(started -> close(call, requestId));
            return new ServerCall.Listener<>() {};
        }
        if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
            return next.startCall(call, headers);
        }
        Stream<Q, R> stream = new Stream<>(call, vertx.getOrCreateContext());
        open.add(stream);
        stream.listener = next.startCall(stream, headers);
        return new SimpleForwardingServerCallListener<>(stream.listener) {
            @Override
            public void onCancel() {
                open.remove(stream);
                super.onCancel();
            }

            @Override
            public void onComplete() {
                open.remove(stream);
                super.onComplete();
            }
        };
    }

    private static void close(ServerCall<?, ?> call, String requestId) {
        StatusRuntimeException status = GrpcFaults.toStatus(STOPPING, requestId);
        call.close(status.getStatus(), status.getTrailers());
    }

    /** A call whose end may come from the server while the method still answers; what it says afterwards is dropped. */
    private final class Stream<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final Context context;
        private final String requestId = RequestId.current().orElse("");
        private volatile ServerCall.Listener<Q> listener;
        private boolean isClosed;

        Stream(ServerCall<Q, R> call, Context context) {
            super(call);
            this.context = context;
        }

        void end() {
            context.runOnContext(ignored -> {
                if (close()) {
                    CallsAtStop.close(delegate(), requestId);
                    open.remove(this);
                    listener.onCancel();
                }
            });
        }

        private synchronized boolean close() {
            boolean isFirst = !isClosed;
            isClosed = true;
            return isFirst;
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!isClosed) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(R message) {
            if (!isClosed) {
                super.sendMessage(message);
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (close()) {
                super.close(status, trailers);
            }
        }
    }
}
