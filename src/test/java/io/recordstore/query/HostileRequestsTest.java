package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.fixture.CountryProto;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordType;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters and records that are made to hurt are refused quickly, and told the limit, at the gRPC port. */
@QuarkusTest
class HostileRequestsTest {
    /** What a rule may take, in the processor's time, once the code is compiled: in the best of so many runs. */
    private static final Duration QUICK = Duration.ofMillis(50);

    private static final int RUNS = 20;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("hostile"));
        space = client.createCities(index("City", "country"));
        client.put(space, city(1, "Ghent", "BE", 1));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aFilterOfTenThousandTermsIsRefused() {
        Filter term = filter(field("country").setEquals(text("BE")));
        FilterList terms = FilterList.newBuilder()
                .addAllFilters(Collections.nCopies(10_000, term))
                .build();

        refused(() -> query(Filter.newBuilder().setOr(terms).build()), "256");
        refused(() -> query(Filter.newBuilder().setAnd(terms).build()), "256");
    }

    @Test
    void aFilterWhoseAlternativesMultiplyIsPlannedQuickly() {
        FilterList.Builder factors = FilterList.newBuilder();
        for (int i = 0; i < 60; i++) {
            FilterList either = FilterList.newBuilder()
                    .addFilters(filter(field("country").setEquals(text("B" + i))))
                    .addFilters(filter(field("name").setEquals(text("G" + i))))
                    .build();
            factors.addFilters(Filter.newBuilder().setOr(either));
        }
        refused(() -> query(Filter.newBuilder().setAnd(factors).build()), "index");
    }

    @Test
    void aDeepFilterIsRefused() {
        refused(() -> query(nested(40)), "32");
        refused(() -> query(nested(1_000)), "100");
    }

    private static Filter nested(int depth) {
        Filter filter = filter(field("country").setEquals(text("BE")));
        for (int i = 0; i < depth; i++) {
            filter = Filter.newBuilder().setNot(filter).build();
        }
        return filter;
    }

    @Test
    void aDeepRecordIsRefused() {
        refused(() -> put(nestedLocations(5_000)), "protobuf");
        Value deep = Value.newBuilder().setStringValue("x").build();
        for (int i = 0; i < 200; i++) {
            deep = Value.newBuilder()
                    .setStructValue(Struct.newBuilder().putFields("location", deep))
                    .build();
        }
        Struct json = deep.getStructValue();
        PutRequest request = PutRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setJson(json)
                .build();
        refused(() -> client.records().put(request), "100");
    }

    /** Groups of unknown fields, one inside the other. */
    private static ByteString nestedLocations(int depth) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < depth; i++) {
            bytes.write(100 << 3 & 0x7f | 3 | 0x80);
            bytes.write(100 << 3 >> 7);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    @Test
    void aNumberOfABillionDigitsIsRefused() {
        String types = client.createSpace();
        client.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(types)
                        .setDescriptorSet(FileDescriptorSet.newBuilder()
                                .addFile(CountryProto.getDescriptor().toProto()))
                        .addRecordTypes(
                                RecordType.newBuilder().setName("Everything").addPrimaryKey("id"))
                        .build());
        PutRequest request = PutRequest.newBuilder()
                .setRecordSpace(types)
                .setRecordType("Everything")
                .setJson(Struct.newBuilder()
                        .putFields("id", Value.newBuilder().setNumberValue(1).build())
                        .putFields(
                                "uint64Field",
                                Value.newBuilder().setStringValue("1e999999999").build()))
                .build();

        refused(() -> client.records().put(request), "uint64");
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() {
        refused(() -> put(ByteString.copyFrom(new byte[] {8, 1, 18, 2, (byte) 0xc3, 0x28})), "UTF-8");
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        ByteString record = city(1, "Ghent", "BE", 1).toByteString();

        refused(() -> put(record.concat(ByteString.copyFrom(new byte[] {0}))), "protobuf");
        refused(() -> put(record.concat(ByteString.copyFrom(new byte[] {(byte) 0xff}))), "protobuf");
        refused(() -> put(record.concat(ByteString.copyFromUtf8("trailing"))), "protobuf");
    }

    @Test
    void aRecordMayBeAlmostAsLargeAsATransaction() {
        put(city(2, "x".repeat(9_899_900), "BE", 1).toByteString());
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> put(city(3, "x".repeat(9_900_001), "BE", 1).toByteString()));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(error.getStatus().getDescription()).contains("9900000");
    }

    private void query(Filter filter) {
        client.stream(ServiceClient.cities(space, Query.newBuilder().setFilter(filter)));
    }

    private void put(ByteString record) {
        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .setProtobuf(record)
                        .build());
    }

    private void refused(ThrowingCallable call, String says) {
        Duration least = Duration.ofDays(1);
        for (int run = 0; run < RUNS && least.compareTo(QUICK) >= 0; run++) {
            Duration before = processorTimeOfServer();
            StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
            Duration taken = processorTimeOfServer().minus(before);
            least = taken.compareTo(least) < 0 ? taken : least;
            assertThat(error.getStatus().getCode()).isIn(Code.INVALID_ARGUMENT, Code.FAILED_PRECONDITION);
            assertThat(error.getStatus().getDescription()).contains(says);
        }
        assertThat(least).isLessThan(QUICK);
    }

    /** Of the threads that calls are answered on; the client runs in this process too, on others. */
    private static Duration processorTimeOfServer() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            boolean isOfServer = thread != null
                    && (thread.getThreadName().startsWith("store-")
                            || thread.getThreadName().startsWith("vert.x-eventloop"));
            nanos += isOfServer ? Math.max(0, threads.getThreadCpuTime(thread.getThreadId())) : 0;
        }
        return Duration.ofNanos(nanos);
    }
}
