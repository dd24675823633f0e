package io.recordstore.junit;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.RecordSpaceServiceGrpc;
import io.recordstore.v1.SchemaServiceGrpc;
import io.recordstore.v1.TransactionServiceGrpc;
import io.recordstore.v1.Write;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The RecordSpace of a test, from before it to after it. */
final class DisposableSpace {
    private static final int LONGEST_LABEL = 63;

    /** Far below what a commit may have. */
    private static final int RECORDS_AT_ONCE = 200;

    private final Channel channel;
    private final RecordSpaceTest wanted;
    private final Resources resources;
    private final String name = "junit/" + UUID.randomUUID();
    private TestRecordSpace space;

    DisposableSpace(Server server, RecordSpaceTest wanted, Class<?> test) {
        this.channel = server.channel();
        this.wanted = wanted;
        this.resources = new Resources(test);
    }

    /** As a test gets it; null before it is there. */
    TestRecordSpace space() {
        return space;
    }

    /** @param test what it is for, which the RecordSpace says in a label */
    void create(String test) {
        RecordSpace created = call(
                "the RecordSpace of a test could not be created", () -> RecordSpaceServiceGrpc.newBlockingStub(channel)
                        .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                                .setRecordSpace(name)
                                .putLabels("test", test.substring(0, Math.min(LONGEST_LABEL, test.length())))
                                .setTtl(seconds(wanted.ttlSeconds()))
                                .setChangeRetention(ChangeRetention.newBuilder()
                                        .setDuration(seconds(wanted.changeRetentionSeconds())))
                                .build())
                        .getRecordSpace());
        space = new TestRecordSpace(created.getTenant(), name, channel);
        new SchemaOfTest(wanted, resources)
                .request(name)
                .ifPresent(request ->
                        call("@RecordSpaceTest: the schema is refused", () -> SchemaServiceGrpc.newBlockingStub(channel)
                                .applySchema(request)));
        for (Seed seed : wanted.seeds()) {
            put(seed);
        }
    }

    private static Duration seconds(int seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    private void put(Seed seed) {
        List<Struct> records = resources.records(seed.resource());
        for (int begin = 0; begin < records.size(); begin += RECORDS_AT_ONCE) {
            CommitRequest.Builder commit = CommitRequest.newBuilder().setRecordSpace(name);
            records.subList(begin, Math.min(records.size(), begin + RECORDS_AT_ONCE))
                    .forEach(record -> commit.addWrites(Write.newBuilder()
                            .setPut(PutWrite.newBuilder()
                                    .setRecordType(seed.recordType())
                                    .setJson(record))));
            call(
                    "@Seed: record " + (begin + 1) + " and those behind it in '" + seed.resource() + "' are refused",
                    () -> TransactionServiceGrpc.newBlockingStub(channel).commit(commit.build()));
        }
    }

    /** Also where it was not completed; it may be gone already. */
    void delete() {
        try {
            RecordSpaceServiceGrpc.newBlockingStub(channel)
                    .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                            .setRecordSpace(name)
                            .build());
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() != Code.NOT_FOUND) {
                throw failure;
            }
        }
    }

    private interface Call<T> {
        T make();
    }

    private static <T> T call(String failure, Call<T> call) {
        try {
            return call.make();
        } catch (StatusRuntimeException refused) {
            throw new ExtensionConfigurationException(
                    failure + ": " + refused.getStatus().getDescription(), refused);
        }
    }
}
