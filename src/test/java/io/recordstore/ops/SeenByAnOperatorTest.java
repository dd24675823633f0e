package io.recordstore.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.graphql.GraphqlClient;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.telemetry.RecordedSpans;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.Query;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.SortKey;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics, traces and logs after a workload that has names and values which can be told anywhere. */
@QuarkusTest
class SeenByAnOperatorTest {
    private static final String TENANT = "zzz-tenant";
    private static final String VALUE = "zzzvalue";

    /** Guarded is a service of tests that may have run in this process before. */
    private static final String METHODS = "([A-Z][A-Za-z]+Service|Guarded)/[A-Z][A-Za-z]+|Health/(Check|Watch)"
            + "|ServerReflection/ServerReflectionInfo|(RecordSpace|Tenants)/(query|mutation|subscription|unread)";

    private static final String ONE_OF_A_KIND = "[a-z]+(_[a-z]+)*|[A-Z]+(_[A-Z]+)*";

    @TestHTTPResource("/")
    URL server;

    @Inject
    RecordedSpans spans;

    private final Lines lines = new Lines();
    private final Logger slowQueries = Logger.getLogger("recordstore.slow-query");

    private String token;
    private String weakToken;
    private ServiceClient client;
    private Set<String> spaces;

    @BeforeEach
    void work() {
        token = TestTokens.admin(TENANT);
        weakToken = TestTokens.rights(TENANT, "*", Operation.READ);
        client = new ServiceClient(server.getPort(), token);
        spaces = new TreeSet<>();
        slowQueries.setLevel(Level.WARNING);
        Logger.getLogger("").addHandler(lines);
        spans.listen();
        for (int i = 0; i < 12; i++) {
            workIn(client.createCities(ServiceClient.index("City", "name")));
        }
    }

    private void workIn(String space) {
        spaces.add(space);
        client.put(space, ServiceClient.city(1, VALUE, "BE", 7), ServiceClient.city(2, VALUE + "2", "NL", 8));
        client.names(space, byName(VALUE));
    }

    private static Query.Builder byName(String name) {
        return Query.newBuilder()
                .setFilter(ServiceClient.filter(ServiceClient.field("name").setEquals(ServiceClient.text(name))));
    }

    @AfterEach
    void stop() {
        spans.stop();
        Logger.getLogger("").removeHandler(lines);
        slowQueries.setLevel(Level.OFF);
        client.close();
    }

    @Test
    void everyMetricIsDocumentedAndNoneIsLabelledWithWhatCallersMakeUp() throws Exception {
        String space = spaces.iterator().next();
        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(space).build());
        client.schemas()
                .applySchema(ServiceClient.citySchema(
                        space, ServiceClient.index("City", "name"), ServiceClient.index("City", "country")));
        client.names(space, byName(VALUE));
        refusedForItsToken(space);
        refused(() -> callOf("acme.v1." + VALUE));
        new GraphqlClient(server.getPort(), "/graphql", token).data("query " + VALUE + " { token { tenant } }");

        Scrape scrape = Scrape.of(server);

        assertThat(scrape.labels()).isEqualTo(Scrape.documentedLabels());
        assertThat(scrape.types()).isEqualTo(Scrape.documentedTypes());
        assertThat(scrape.text()).doesNotContain(TENANT, "City", VALUE);
        assertThat(spaces).noneMatch(name -> scrape.text().contains(name));
        assertThat(scrape.values("code"))
                .isSubsetOf(
                        Stream.of(io.grpc.Status.Code.values()).map(Enum::name).toList());
        assertThat(scrape.values("method")).isNotEmpty().allMatch(value -> value.matches(METHODS));
        for (String label : List.of("api", "cache", "check", "kind", "limit", "outcome", "reason", "result")) {
            assertThat(scrape.values(label)).as(label).isNotEmpty().allMatch(value -> value.matches(ONE_OF_A_KIND));
        }
        assertThat(scrape.values("key")).as("by their ids in the configuration").isSubsetOf("test");
        assertThat(Scrape.alwaysAtWork())
                .allSatisfy(name -> assertThat(scrape.sum(name)).as(name).isPositive());
    }

    @Test
    void theDashboardAndTheAlertsUseWhatThereIs() throws Exception {
        Scrape scrape = Scrape.of(server);

        assertThat(Monitoring.dashboardExpressions()).hasSizeGreaterThan(40).allSatisfy(expression -> assertThat(
                        Monitoring.metrics(expression))
                .as(expression)
                .isNotEmpty()
                .allMatch(name -> !Scrape.isTold(name) || scrape.has(name)));
        String dashboard = String.join(" ", Monitoring.dashboardExpressions());
        assertThat(Scrape.documented()).as("what the dashboard shows").allMatch(dashboard::contains);
        assertThat(Monitoring.alertExpressions()).hasSizeGreaterThan(10).allSatisfy(expression -> assertThat(
                        Monitoring.metrics(expression))
                .as(expression)
                .allMatch(name -> !Scrape.isTold(name) || scrape.has(name)));
        assertThat(Monitoring.runbooks()).isNotEmpty().isSubsetOf(Monitoring.headings());
    }

    @Test
    void aTraceGoesFromACallDownToItsTransaction() {
        client.put(spaces.iterator().next(), ServiceClient.city(3, "Ghent", "BE", 7));

        SpanData transaction = await(() -> spans.soFar().stream()
                .filter(span -> span.getName().equals("write transaction"))
                .filter(span -> isUnder(span, "recordstore.v1.RecordService/Put"))
                .filter(span -> isBeside(span, "authorise")) // spans of a test before may come late, and in part
                .findFirst());
        assertThat(transaction.getAttributes().asMap().keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder(
                        "db.system.name",
                        "recordstore.attempts",
                        "recordstore.commit_bytes",
                        "recordstore.read_version",
                        "recordstore.committed_version");
    }

    private boolean isBeside(SpanData span, String name) {
        return spans.soFar().stream()
                .anyMatch(other -> other.getTraceId().equals(span.getTraceId())
                        && other.getName().equals(name));
    }

    @Test
    void aTraceGoesFromAGraphqlRequestDownToItsTransaction() {
        new GraphqlClient(server.getPort(), "/graphql", token)
                .data("{ recordSpace(recordSpace: \"" + spaces.iterator().next() + "\") { recordSpace } }");

        await(() -> spans.soFar().stream()
                .filter(span -> span.getName().equals("read transaction"))
                .filter(span -> root(span).getName().equals("POST /graphql"))
                .findFirst());
    }

    private SpanData root(SpanData span) {
        return spans.soFar().stream()
                .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
                .findFirst()
                .map(this::root)
                .orElse(span);
    }

    private boolean isUnder(SpanData span, String parent) {
        return spans.soFar().stream()
                .anyMatch(other -> other.getSpanId().equals(span.getParentSpanId())
                        && other.getName().equals(parent));
    }

    @Test
    void noTokenAndNoValueIsSeenAnywhereAlsoWhenCallsFail() throws Exception {
        String space = spaces.iterator().next();
        City city = ServiceClient.city(1, VALUE, "BE", 7);
        refused(() -> client.records()
                .put(ServiceClient.putRequest(space, city)
                        .setMode(PutMode.PUT_MODE_INSERT)
                        .build()));
        refused(() -> client.names(space, byName(VALUE).addOrderBy(sortBy("population"))));
        refused(() -> client.records()
                .put(ServiceClient.putRequest(space, city).setRecordType(VALUE).build()));
        refusedForItsToken(space);
        try (ServiceClient stranger = new ServiceClient(server.getPort(), token + "x")) {
            refused(() -> stranger.put(space, city));
        }
        overGraphql(space);
        await(() -> spans.soFar().size() > 100 ? Optional.of(true) : Optional.empty());

        for (String secret : List.of(token, weakToken, VALUE)) {
            assertThat(spans.soFar()).noneMatch(span -> span.toString().contains(secret));
            assertThat(lines.text()).noneMatch(line -> line.contains(secret));
            assertThat(Scrape.of(server).text()).doesNotContain(secret);
        }
    }

    /** As a literal and as a variable, answered and refused. */
    private void overGraphql(String space) {
        String path = "/graphql/" + TENANT + "/" + space;
        GraphqlClient typed = new GraphqlClient(server.getPort(), path, token);
        String find = "query($name: String) { cities(where: {name: {eq: $name}}) { nodes { id } } }";
        assertThat(typed.data(find, Map.of("name", VALUE)).encode()).contains("nodes");
        typed.data("{ cities(where: {name: {eq: \"" + VALUE + "\"}}) { nodes { name } } }");
        assertThat(typed.send("{ cities(where: {country: {eq: \"" + VALUE + "\"}}) { nodes { name } } }")
                        .errors())
                .isNotEmpty();
        assertThat(typed.send("{ cities(where: {population: {gt: \"" + VALUE + "\"}}) { nodes { name } } }")
                        .errors())
                .isNotEmpty();
        assertThat(typed.send(
                                "mutation($city: CityInput!) { insertCity(city: $city) { __typename } }",
                                Map.of("city", Map.of("id", 1, "name", VALUE)))
                        .errors())
                .isNotEmpty();
        assertThat(new GraphqlClient(server.getPort(), path, token + "x")
                        .send(find, Map.of("name", VALUE))
                        .errors())
                .isNotEmpty();
    }

    @Test
    void theRequestIdIsInTheAnswerTheErrorAndTheLog() {
        String given = "order-4711";

        assertThat(answeredId(given)).isEqualTo(given);
        assertThat(answeredId("not \"well\" formed")).matches("[0-9a-f-]{36}");
        assertThat(answeredId(null)).matches("[0-9a-f-]{36}");
        assertThat(lines.records)
                .filteredOn(line -> line.getLoggerName().equals("recordstore.audit"))
                .extracting(line -> ((ExtLogRecord) line).getMdc("requestId"))
                .contains(given)
                .doesNotContainNull();
    }

    /** The id that a refused call answers, which is the same in its header and its error. */
    private String answeredId(String given) {
        Metadata headers = new Metadata();
        Metadata.Key<String> key = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
        if (given != null) {
            headers.put(key, given);
        }
        AtomicReference<Metadata> answered = new AtomicReference<>();
        StatusRuntimeException refusal = refused(() -> client.spaces()
                .withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(headers),
                        MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>()))
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace("none")
                        .build()));
        String id = StatusProto.fromThrowable(refusal).getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(SeenByAnOperatorTest::errorInfo)
                .findFirst()
                .orElseThrow()
                .getMetadataOrThrow("requestId");
        Metadata answer = answered.get() == null ? refusal.getTrailers() : answered.get();
        assertThat(answer.get(key)).isEqualTo(id);
        return id;
    }

    private static ErrorInfo errorInfo(Any detail) {
        try {
            return detail.unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSlowQueryIsInTheLogWithItsPlanAndWithoutItsValues() {
        String space = spaces.iterator().next();

        assertThat(lines.records)
                .filteredOn(line -> line.getLoggerName().equals("recordstore.slow-query"))
                .extracting(line -> message(line))
                .anyMatch(line -> line.contains("space=" + space)
                        && line.contains("City where name equals ?; plan: index scan of by_name"));
    }

    /** A call of a method that the server does not have. */
    private Object callOf(String service) {
        MethodDescriptor<Empty, Empty> method = MethodDescriptor.<Empty, Empty>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Get"))
                .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .build();
        return ClientCalls.blockingUnaryCall(client.channel(), method, CallOptions.DEFAULT, Empty.getDefaultInstance());
    }

    private void refusedForItsToken(String space) {
        try (ServiceClient weak = new ServiceClient(server.getPort(), weakToken)) {
            refused(() -> weak.put(space, ServiceClient.city(1, VALUE, "BE", 7)));
        }
    }

    private static SortKey sortBy(String path) {
        return SortKey.newBuilder().setPath(path).build();
    }

    private static StatusRuntimeException refused(ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("the call was to fail").isNotNull();
        return refusal;
    }

    private static <T> T await(Supplier<Optional<T>> look) {
        for (int attempt = 0; attempt < 600; attempt++) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("waited in vain");
    }

    private static String message(LogRecord line) {
        return new PatternFormatter("%s").format((ExtLogRecord) line);
    }

    private static final class Lines extends Handler {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            ((ExtLogRecord) record).copyAll();
            records.add(record);
        }

        List<String> text() {
            return records.stream()
                    .map(line -> message(line) + " " + ((ExtLogRecord) line).getMdcCopy() + " " + line.getThrown())
                    .toList();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
