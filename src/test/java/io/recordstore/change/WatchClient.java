package io.recordstore.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch that a test reads message by message. */
final class WatchClient implements ClientResponseObserver<WatchRequest, WatchResponse>, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final int taken;
    private ClientCallStreamObserver<WatchRequest> call;

    private WatchClient(int taken) {
        this.taken = taken;
    }

    /** A watch that has begun: its first message is a mark of progress, or a change of before. */
    static WatchClient open(ServiceClient client, WatchRequest.Builder request) {
        return open(client, request, Integer.MAX_VALUE);
    }

    /** @param taken how many messages are taken before {@link #takeMore} */
    static WatchClient open(ServiceClient client, WatchRequest.Builder request, int taken) {
        WatchClient watch = new WatchClient(taken);
        client.changeStreams().watch(request.build(), watch);
        return watch;
    }

    void takeMore(int count) {
        call.request(count);
    }

    private Object event() {
        return event(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
    }

    private Object event(long patienceNanos) {
        try {
            Object event = events.poll(patienceNanos, TimeUnit.NANOSECONDS);
            assertThat(event).as("the watch was to say something").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next message; throws what the watch failed with. */
    WatchResponse any() {
        Object event = event();
        if (event instanceof StatusRuntimeException failure) {
            throw failure;
        }
        return (WatchResponse) event;
    }

    /** What the watch fails with, whatever it says before; it is to fail soon, and marks of progress do not put that off. */
    StatusRuntimeException failure() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            if (event(Math.max(0, deadline - System.nanoTime())) instanceof StatusRuntimeException failure) {
                return failure;
            }
        }
    }

    /** The next message that is no mark of progress. */
    WatchResponse next() {
        WatchResponse response = any();
        while (response.hasProgress()) {
            response = any();
        }
        return response;
    }

    /** The next mark of progress. */
    WatchResponse progress() {
        WatchResponse response = any();
        assertThat(response.hasProgress()).as(response.toString()).isTrue();
        return response;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
        call = stream;
        if (taken < Integer.MAX_VALUE) {
            stream.disableAutoRequestWithInitial(taken);
        }
    }

    @Override
    public void onNext(WatchResponse response) {
        events.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        events.add(failure);
    }

    @Override
    public void onCompleted() {
        events.add(new AssertionError("a watch has no end"));
    }

    @Override
    public void close() {
        call.cancel("the test is over", null);
    }
}
