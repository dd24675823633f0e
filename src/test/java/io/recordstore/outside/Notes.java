package io.recordstore.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.Timestamps;
import io.grpc.Channel;
import io.recordstore.junit.RecordSpaceTest;
import io.recordstore.junit.Seed;
import io.recordstore.junit.TestRecordSpace;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceBlockingStub;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceFutureStub;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceStub;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.SchemaServiceGrpc;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Everything that the extension offers. */
@RecordSpaceTest(
        protos = {"notes.proto", "author.proto"},
        seeds = {
            @Seed(recordType = "Note", resource = "notes.ndjson"),
            @Seed(recordType = "Note", resource = "/io/recordstore/outside/notes.json")
        })
class Notes {
    private static final int SEEDED = 4;
    private static final int AT_ONCE = 4;
    private static final long PATIENCE_SECONDS = 60;
    private static final CyclicBarrier TOGETHER = new CyclicBarrier(AT_ONCE);
    static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private TestRecordSpace before;

    @BeforeEach
    void take(TestRecordSpace space) {
        before = space;
    }

    @Test
    void theSameRecordSpaceIsEverywhere(
            TestRecordSpace space,
            Channel channel,
            RecordServiceBlockingStub records,
            RecordServiceStub streams,
            RecordServiceFutureStub futures)
            throws Exception {
        assertEquals(before, space);
        assertEquals(SEEDED, count(records, space.name()));
        assertEquals(SEEDED, futures.count(countOf(space.name())).get().getCount());
        assertEquals(channel, streams.getChannel());
        RecordSpace its = space.spaces()
                .getRecordSpace(GetRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space.name())
                        .build())
                .getRecordSpace();
        assertEquals(space.tenant(), its.getTenant());
        assertEquals("Notes.theSameRecordSpaceIsEverywhere", its.getLabelsOrThrow("test"));
        assertEquals(
                3600,
                Timestamps.between(its.getCreateTime(), its.getExpireTime()).getSeconds());
        assertFalse(its.hasChangeRetention());
    }

    /** They wait for one another, and could not if they did not run at the same time. */
    @RepeatedTest(2 * AT_ONCE)
    @Execution(ExecutionMode.CONCURRENT)
    void testsAtTheSameTimeDoNotMeet(TestRecordSpace space) throws Exception {
        assertTrue(NAMES.add(space.name()));
        TOGETHER.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        space.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space.name())
                        .setRecordType("Note")
                        .setMode(PutMode.PUT_MODE_INSERT)
                        .setJson(Struct.newBuilder()
                                .putFields(
                                        "id",
                                        Value.newBuilder().setNumberValue(5).build()))
                        .build());
        assertEquals(SEEDED + 1, count(space.records(), space.name()));
    }

    @Test
    @RecordSpaceTest(ttlSeconds = 600, changeRetentionSeconds = 60)
    void theAnnotationOfAMethodIsInPlaceOfThatOfTheClass(TestRecordSpace space) {
        RecordSpace its = space.spaces()
                .getRecordSpace(GetRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space.name())
                        .build())
                .getRecordSpace();
        assertEquals(0, its.getSchemaVersion());
        assertEquals(60, its.getChangeRetention().getDuration().getSeconds());
        assertEquals(
                600,
                Timestamps.between(its.getCreateTime(), its.getExpireTime()).getSeconds());
    }

    @Test
    @RecordSpaceTest(messages = Ticket.class)
    void aSchemaIsMadeOfMessages(TestRecordSpace space) {
        assertEquals("Ticket", recordType(space));
    }

    @Test
    @RecordSpaceTest(descriptors = "ticket.bin")
    void aSchemaIsMadeOfDescriptors(TestRecordSpace space) {
        assertEquals("Ticket", recordType(space));
    }

    @Test
    @RecordSpaceTest(
            protos = {"notes.proto", "author.proto"},
            seeds = @Seed(recordType = "Note", resource = "many.ndjson"))
    void manySeedsAreThere(TestRecordSpace space) {
        assertEquals(450, count(space.records(), space.name()));
    }

    private static String recordType(TestRecordSpace space) {
        return SchemaServiceGrpc.newBlockingStub(space.channel())
                .getSchema(GetSchemaRequest.newBuilder()
                        .setRecordSpace(space.name())
                        .build())
                .getSchema()
                .getRecordTypes(0)
                .getName();
    }

    private static long count(RecordServiceBlockingStub records, String space) {
        return records.count(countOf(space)).getCount();
    }

    private static CountRequest countOf(String space) {
        return CountRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("Note")
                .build();
    }

    @Nested
    class Inside {
        @Test
        void nestedClassesHaveThatOfTheOuterOne(TestRecordSpace space, RecordServiceBlockingStub records) {
            assertEquals(SEEDED, count(records, space.name()));
        }
    }
}

/** Runs after {@link Notes}. */
@RecordSpaceTest
class NothingIsLeft {
    @Test
    void ofTheRecordSpacesOfTestsBefore(TestRecordSpace space) {
        assertFalse(Notes.NAMES.contains(space.name()));
        assertEquals(
                java.util.List.of(space.name()),
                space
                        .spaces()
                        .listRecordSpaces(ListRecordSpacesRequest.newBuilder()
                                .setPrefix("junit/")
                                .build())
                        .getRecordSpacesList()
                        .stream()
                        .map(RecordSpace::getRecordSpace)
                        .toList());
    }
}
