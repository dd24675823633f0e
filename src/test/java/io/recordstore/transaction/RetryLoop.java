package io.recordstore.transaction;

import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.recordstore.v1.TransactBegin;
import io.recordstore.v1.TransactCommit;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.TransactResponse;
import io.recordstore.v1.TransactionServiceGrpc.TransactionServiceStub;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

// The example of docs/transactions.md, which has it from here to the end of the class.
/** Runs transactions, each again as long as it conflicts with others. */
final class RetryLoop {
    private static final int ATTEMPTS = 20;

    private final TransactionServiceStub service;
    private final String recordSpace;

    RetryLoop(TransactionServiceStub service, String recordSpace) {
        this.service = service;
        this.recordSpace = recordSpace;
    }

    /** The body may run several times, so all that it does is to ask. */
    <T> T run(Function<Transaction, T> body) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Transaction transaction = new Transaction();
            try {
                T result = body.apply(transaction);
                transaction.ask(TransactRequest.newBuilder().setCommit(TransactCommit.getDefaultInstance()));
                return result;
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.ABORTED || attempt == ATTEMPTS) {
                    throw e; // Also COMMIT_UNKNOWN: look first whether it happened.
                }
                Thread.sleep(retryMillis(e));
            } finally {
                transaction.requests.onCompleted(); // Without a commit: a rollback.
            }
        }
    }

    private static long retryMillis(StatusRuntimeException conflict) {
        return StatusProto.fromThrowable(conflict).getDetailsList().stream()
                .filter(detail -> detail.is(RetryInfo.class))
                .mapToLong(detail -> {
                    try {
                        return Durations.toMillis(detail.unpack(RetryInfo.class).getRetryDelay());
                    } catch (java.io.IOException notReadable) {
                        return 0;
                    }
                })
                .findFirst()
                .orElse(0);
    }

    /** One attempt: each question waits for its answer. */
    final class Transaction implements StreamObserver<TransactResponse> {
        private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        private final StreamObserver<TransactRequest> requests = service.transact(this);

        Transaction() {
            ask(TransactRequest.newBuilder().setRecordSpace(recordSpace).setBegin(TransactBegin.getDefaultInstance()));
        }

        TransactResponse ask(TransactRequest.Builder request) {
            requests.onNext(request.build());
            while (true) {
                Object event = take();
                if (event instanceof StatusRuntimeException failure) {
                    throw failure;
                } else if (!((TransactResponse) event).hasWarning()) {
                    return (TransactResponse) event;
                }
            }
        }

        private Object take() {
            try {
                return events.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Status.CANCELLED.withCause(e).asRuntimeException();
            }
        }

        @Override
        public void onNext(TransactResponse response) {
            events.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            events.add(failure);
        }

        @Override
        public void onCompleted() {
            // The answer to the commit came before.
        }
    }
}
