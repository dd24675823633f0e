package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ConflictKey;
import io.recordstore.v1.DeleteWrite;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.TransactBegin;
import io.recordstore.v1.TransactCommit;
import io.recordstore.v1.TransactCommitted;
import io.recordstore.v1.TransactGet;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.TransactResponse;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A transaction on cities that a test leads, message by message. */
public final class TransactClient implements ClientResponseObserver<TransactRequest, TransactResponse>, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /** What came: a response, a failure, or the end. */
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    private ClientCallStreamObserver<TransactRequest> call;

    private TransactClient() {}

    /** A stream in which nothing has been said. */
    static TransactClient open(ServiceClient client) {
        TransactClient transaction = new TransactClient();
        client.transactionStreams().transact(transaction);
        return transaction;
    }

    /** A transaction that has begun. */
    public static TransactClient begin(ServiceClient client, String space) {
        TransactClient transaction = open(client);
        TransactResponse begun = transaction.ask(
                TransactRequest.newBuilder().setRecordSpace(space).setBegin(TransactBegin.getDefaultInstance()));
        assertThat(begun.getBegun().getTimeLimit().getSeconds()).isEqualTo(5);
        return transaction;
    }

    void send(TransactRequest.Builder request) {
        call.onNext(request.build());
    }

    void halfClose() {
        call.onCompleted();
    }

    /** The next message; throws what the stream failed with. */
    TransactResponse next() {
        Object event = event();
        if (event instanceof StatusRuntimeException failure) {
            throw failure;
        }
        return (TransactResponse) event;
    }

    private Object event() {
        try {
            Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("the stream was to say something").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asserts that the stream ends, and well. */
    void awaitEnd() {
        assertThat(event()).isEqualTo(Status.OK);
    }

    TransactResponse ask(TransactRequest.Builder request) {
        send(request);
        return next();
    }

    Optional<City> get(long id) {
        return get(id, false);
    }

    Optional<City> get(long id, boolean snapshot) {
        TransactResponse response = ask(TransactRequest.newBuilder()
                .setGet(TransactGet.newBuilder()
                        .setRecordType("City")
                        .addPrimaryKey(number(id))
                        .setSnapshot(snapshot)));
        return response.getGet().hasRecord()
                ? Optional.of(city(response.getGet().getRecord().getProtobuf()))
                : Optional.empty();
    }

    static City city(com.google.protobuf.ByteString bytes) {
        try {
            return City.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    public void put(City city) {
        assertThat(ask(TransactRequest.newBuilder().setPut(putWrite(city))).hasDone())
                .isTrue();
    }

    static PutWrite.Builder putWrite(City city) {
        return PutWrite.newBuilder().setRecordType("City").setProtobuf(city.toByteString());
    }

    void delete(long id) {
        assertThat(ask(TransactRequest.newBuilder().setDelete(deleteWrite(id))).hasDone())
                .isTrue();
    }

    static DeleteWrite.Builder deleteWrite(long id) {
        return DeleteWrite.newBuilder().setRecordType("City").addPrimaryKey(number(id));
    }

    static ConflictKey.Builder key(long id) {
        return ConflictKey.newBuilder().setRecordType("City").addPrimaryKey(number(id));
    }

    /** Commits; the stream is over then. */
    public TransactCommitted commit() {
        TransactResponse answer = ask(TransactRequest.newBuilder().setCommit(TransactCommit.getDefaultInstance()));
        assertThat(answer.hasCommitted()).isTrue();
        awaitEnd();
        return answer.getCommitted();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<TransactRequest> stream) {
        call = stream;
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
        events.add(Status.OK);
    }

    /** Abandons the stream. */
    @Override
    public void close() {
        call.cancel("the test is over", null);
    }
}
