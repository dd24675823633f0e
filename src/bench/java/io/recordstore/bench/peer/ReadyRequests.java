package io.recordstore.bench.peer;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import java.util.concurrent.CompletableFuture;

/** The answer of a BulkPut, and when its next request may be sent: no faster than the server takes them. */
final class ReadyRequests implements ClientResponseObserver<BulkPutRequest, BulkPutResponse> {
    private final CompletableFuture<BulkPutResponse> answer;
    private ClientCallStreamObserver<BulkPutRequest> stream;

    ReadyRequests(CompletableFuture<BulkPutResponse> answer) {
        this.answer = answer;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<BulkPutRequest> requests) {
        stream = requests;
        requests.setOnReadyHandler(this::wake);
    }

    private synchronized void wake() {
        notifyAll();
    }

    synchronized void awaitReady() {
        while (!stream.isReady() && !answer.isDone()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void onNext(BulkPutResponse response) {
        answer.complete(response);
        wake();
    }

    @Override
    public void onError(Throwable error) {
        answer.completeExceptionally(error);
        wake();
    }

    @Override
    public void onCompleted() {
        wake();
    }
}
