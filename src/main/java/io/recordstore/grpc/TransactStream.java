package io.recordstore.grpc;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.transaction.ClientTransaction;
import io.recordstore.transaction.ClientTransactions;
import io.recordstore.transaction.TransactionLimits;
import io.recordstore.transaction.Write;
import io.recordstore.v1.ConflictKey;
import io.recordstore.v1.TransactBegun;
import io.recordstore.v1.TransactDone;
import io.recordstore.v1.TransactGet;
import io.recordstore.v1.TransactQuery;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.TransactResponse;
import io.recordstore.v1.TransactRolledBack;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;

/**
 * One stream of a transaction: each message is answered before the next is asked for, and however the stream ends, the
 * transaction ends with it.
 *
 * <p>The transaction is under this object's lock, because the stream may be cancelled while it is being opened.
 * {@code begun} completes with the transaction, or with nothing when the stream is over before one began.
 */
final class TransactStream {
    private static final TransactResponse DONE = TransactResponse.newBuilder()
            .setDone(TransactDone.getDefaultInstance())
            .build();

    private final ClientTransactions transactions;
    private final CompletableFuture<ClientTransaction> begun = new CompletableFuture<>();
    private TransactRequest first;
    private ClientTransaction transaction;
    private boolean isOver;

    private TransactStream(ClientTransactions transactions) {
        this.transactions = transactions;
    }

    /** The answers to a stream's messages. */
    static Multi<TransactResponse> run(Multi<TransactRequest> requests, ClientTransactions transactions) {
        return Multi.createFrom().deferred(() -> new TransactStream(transactions).answer(requests));
    }

    private Multi<TransactResponse> answer(Multi<TransactRequest> requests) {
        Multi<TransactResponse> answers = requests.onItem()
                .transformToMultiAndConcatenate(this::answer)
                .select()
                .first(answer -> !answer.equals(TransactResponse.getDefaultInstance()))
                .onTermination()
                .invoke(this::end);
        Multi<TransactResponse> warnings = Uni.createFrom()
                .completionStage(begun.copy())
                .onItem()
                .transformToMulti(opened -> opened == null ? Multi.createFrom().empty() : opened.warnings())
                .map(TransactionMessages::warning);
        return Multi.createBy()
                .merging()
                .withRequests(1)
                .streams(answers, warnings)
                .onTermination()
                .invoke(this::end);
    }

    /** After the last answer comes an empty one, so that the stream ends without waiting for its client. */
    private Multi<TransactResponse> answer(TransactRequest request) {
        Multi<TransactResponse> answer = step(request).toMulti();
        return request.hasCommit() || request.hasRollback()
                ? Multi.createBy()
                        .concatenating()
                        .streams(answer, Multi.createFrom().item(TransactResponse.getDefaultInstance()))
                : answer;
    }

    private Uni<TransactResponse> step(TransactRequest request) {
        if (request.hasBegin()) {
            return begin(request);
        }
        if (first == null) {
            throw new InvalidRequest("begin", "the first message of a transaction begins it");
        }
        requireSame("tenant", request.getTenant(), first.getTenant());
        requireSame("record_space", request.getRecordSpace(), first.getRecordSpace());
        return switch (request.getActionCase()) {
            case GET -> get(request.getGet());
            case QUERY -> query(request.getQuery());
            case COUNT ->
                transaction.count(TransactionMessages.read(request.getCount())).map(TransactionMessages::counted);
            case PUT -> write(TransactionMessages.read(request.getPut(), "put."));
            case DELETE -> write(TransactionMessages.read(request.getDelete(), "delete."));
            case READ_CONFLICT -> guardAsRead(request.getReadConflict());
            case WRITE_CONFLICT -> guardAsWritten(request.getWriteConflict());
            case COMMIT -> transaction.commit().map(TransactionMessages::committed);
            case ROLLBACK -> Uni.createFrom().item(rolledBack());
            case BEGIN, ACTION_NOT_SET ->
                throw new InvalidRequest("action", "the message does nothing: set one of its actions, such as get");
        };
    }

    private static void requireSame(String field, String value, String expected) {
        if (!value.isEmpty() && !value.equals(expected)) {
            throw new InvalidRequest(field, "a transaction is about one of them: it is the same in all its messages");
        }
    }

    private Uni<TransactResponse> begin(TransactRequest request) {
        if (first != null) {
            throw new InvalidRequest("begin", "the transaction has begun: another one needs another stream");
        }
        first = request;
        open(new TenantName(request.getTenant()), new RecordSpaceName(request.getRecordSpace()));
        return transaction
                .begin()
                .invoke(() -> begun.complete(transaction))
                .replaceWith(TransactResponse.newBuilder()
                        .setBegun(TransactBegun.newBuilder()
                                .setTimeLimit(TransactionMessages.duration(TransactionLimits.TIME_LIMIT)))
                        .build());
    }

    private synchronized void open(TenantName tenant, RecordSpaceName space) {
        transaction = transactions.begin(tenant, space);
        if (isOver) {
            transaction.close();
        }
    }

    private synchronized void end() {
        isOver = true;
        if (transaction != null) {
            transaction.close();
        }
        begun.complete(null);
    }

    private Uni<TransactResponse> get(TransactGet get) {
        return transaction
                .get(
                        get.getRecordType(),
                        ScalarMessages.readAll(get.getPrimaryKeyList(), "get.primary_key"),
                        RecordMessages.format(get.getFormat()),
                        get.getSnapshot())
                .map(TransactionMessages::found);
    }

    private Uni<TransactResponse> query(TransactQuery query) {
        return transaction
                .page(
                        TransactionMessages.read(query),
                        RecordMessages.format(query.getFormat()),
                        TransactionMessages.pageRows(query),
                        query.getContinuation())
                .map(TransactionMessages::page);
    }

    private Uni<TransactResponse> write(Write write) {
        return transaction.write(write).replaceWith(DONE);
    }

    private Uni<TransactResponse> guardAsRead(ConflictKey key) {
        return transaction
                .guardAsRead(
                        key.getRecordType(),
                        ScalarMessages.readAll(key.getPrimaryKeyList(), "read_conflict.primary_key"))
                .replaceWith(DONE);
    }

    private Uni<TransactResponse> guardAsWritten(ConflictKey key) {
        return transaction
                .guardAsWritten(
                        key.getRecordType(),
                        ScalarMessages.readAll(key.getPrimaryKeyList(), "write_conflict.primary_key"))
                .replaceWith(DONE);
    }

    private TransactResponse rolledBack() {
        transaction.close();
        return TransactResponse.newBuilder()
                .setRolledBack(TransactRolledBack.getDefaultInstance())
                .build();
    }
}
