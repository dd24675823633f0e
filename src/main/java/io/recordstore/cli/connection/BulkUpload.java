package io.recordstore.cli.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceStub;

/**
 * One stream of records to the server, as fast as the server takes them: {@link #send} waits while the network's buffers are
 * full. Used by one thread; gRPC's threads report through the monitor of this object.
 */
public final class BulkUpload implements ClientResponseObserver<BulkPutRequest, BulkPutResponse> {
    private ClientCallStreamObserver<BulkPutRequest> requests;
    private BulkPutResponse response;
    private StatusRuntimeException failure;
    private boolean isDone;

    /** Opens the stream. */
    public static BulkUpload open(RecordServiceStub stub) {
        BulkUpload upload = new BulkUpload();
        stub.bulkPut(upload);
        return upload;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<BulkPutRequest> stream) {
        requests = stream;
        stream.setOnReadyHandler(this::wake);
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** @throws StatusRuntimeException when the stream broke or was refused */
    public void send(BulkPutRequest record) {
        synchronized (this) {
            while (!isDone && !requests.isReady()) {
                pause();
            }
            if (isDone) {
                throw failure();
            }
        }
        requests.onNext(record);
    }

    /**
     * Ends the stream and waits for the answer.
     *
     * @throws StatusRuntimeException when the stream broke or was refused
     */
    public BulkPutResponse finish() {
        synchronized (this) {
            if (!isDone) {
                requests.onCompleted();
            }
            while (!isDone) {
                pause();
            }
            if (failure != null || response == null) {
                throw failure();
            }
            return response;
        }
    }

    /** Gives the stream up. */
    public void cancel() {
        requests.cancel("given up by the client", null);
    }

    private StatusRuntimeException failure() {
        return failure != null
                ? failure
                : Status.UNAVAILABLE.withDescription("the stream ended early").asRuntimeException();
    }

    private void pause() {
        try {
            wait();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            isDone = true;
            failure = Status.CANCELLED.asRuntimeException();
        }
    }

    @Override
    public synchronized void onNext(BulkPutResponse answer) {
        response = answer;
    }

    @Override
    public synchronized void onError(Throwable error) {
        failure = error instanceof StatusRuntimeException status
                ? status
                : Status.fromThrowable(error).asRuntimeException();
        isDone = true;
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        isDone = true;
        notifyAll();
    }
}
