package io.recordstore;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.graphql.GraphqlClient;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.ops.Monitoring;
import io.recordstore.ops.Scrape;
import io.recordstore.v1.PutResponse;
import io.recordstore.v1.Query;
import io.recordstore.v1.RotateKeysRequest;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged server tells a Prometheus after some load, and what is in its log. */
@DisabledIfEnvironmentVariable(
        named = TestEngine.CLUSTER_FILE_VARIABLE,
        matches = ".+",
        disabledReason = "a server on a cluster has no embedded engine to tell of")
class SeenByAnOperatorIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY = "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";
    private static final String TENANT = "acme";
    private static final String VALUE = "zzzvalue";

    /** Of one record, by so many callers at once: sooner or later one loses. */
    private static final int CALLERS = 16;

    private static final int MOST_ROUNDS = 200;

    /** What operators ask, and samples that are not zero when the load below is over. */
    private static final List<String> MOVED = List.of(
            // requests by method and code
            "recordstore_calls_seconds_count{api=\"grpc\",code=\"OK\",method=\"RecordService/Put\"",
            "recordstore_calls_seconds_count{api=\"grpc\",code=\"PERMISSION_DENIED\",method=\"RecordService/Put\"",
            "recordstore_calls_seconds_count{api=\"graphql\",code=\"OK\",method=\"RecordSpace/query\"",
            // latency histograms
            "recordstore_calls_seconds_bucket{api=\"grpc\",code=\"OK\",method=\"RecordService/Query\"",
            // transactions, conflicts, retries, commit size
            "recordstore_store_transactions_seconds_count{kind=\"read\",outcome=\"ok\"",
            "recordstore_store_transactions_seconds_bucket{kind=\"write\",outcome=\"ok\"",
            "recordstore_store_transactions_seconds_count{kind=\"write\",outcome=\"conflict\"",
            "recordstore_store_retries_total",
            "recordstore_store_commit_bytes_bucket",
            // cache hits
            "recordstore_cache_requests_total{cache=\"catalog\",result=\"hit\"",
            "recordstore_cache_requests_total{cache=\"plan\",result=\"hit\"",
            "recordstore_cache_requests_total{cache=\"tokens\",result=\"hit\"",
            // index builds
            "recordstore_jobs_seconds_count{kind=\"index_build\",outcome=\"done\"",
            // change lag, watchers
            "recordstore_changes_lag_seconds_count",
            "recordstore_changes_watches",
            "recordstore_changes_watched_record_spaces",
            // key rotations
            "recordstore_keys_rotations_total",
            "recordstore_encryption_wrapped_record_spaces{key=\"test\"",
            // token denials by reason
            "recordstore_tokens_refused_total{reason=\"PERMISSION_DENIED\"",
            // engine internals
            "recordstore_engine_commits_total",
            "recordstore_engine_conflicts_total",
            "recordstore_engine_sync_seconds_bucket",
            "recordstore_engine_batch_transactions_count",
            "recordstore_engine_disk_free_bytes",
            "recordstore_engine_write_buffer_bytes",
            // saturation of pools
            "executor_pool_max_threads{name=\"store\"",
            "executor_pool_max_threads{name=\"auth\"",
            "executor_completed_tasks_total{name=\"store\"");

    /** Zero while nothing waits for an event loop. */
    private static final List<String> OF_EVENT_LOOPS =
            List.of("netty_eventexecutor_tasks_pending", "executor_queued_tasks");

    @TempDir
    Path directory;

    @Test
    void everythingThatAnOperatorIsPromisedIsThereAndTheDashboardAndTheAlertsReadIt() throws Exception {
        try (PackagedServer server =
                        PackagedServer.start(directory, ROOT_KEY, KEY, "recordstore.encryption.rewrap-every=1s");
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin(TENANT))) {
            String space = load(server, client);
            Iterator<WatchResponse> watch = watch(client, space);
            client.put(space, city(2, "Ghent", "BE", 1));
            while (!watch.next().hasTransaction()) {}
            moveUntilOneLoses(server, client, space);
            StressedServer.await(
                    () -> scrape(server).sum("recordstore_encryption_wrapped_record_spaces") > 0,
                    "a round in the background");
            Scrape scrape = scrape(server);

            assertThat(scrape.names()).containsExactlyInAnyOrderElementsOf(Scrape.documented());
            assertThat(MOVED)
                    .allSatisfy(
                            sample -> assertThat(sum(scrape, sample)).as(sample).isPositive());
            assertThat(OF_EVENT_LOOPS).allMatch(scrape::has);
            assertThat(Stream.concat(Monitoring.dashboardExpressions().stream(), Monitoring.alertExpressions().stream())
                            .flatMap(expression -> Monitoring.metrics(expression).stream()))
                    .isNotEmpty()
                    .allMatch(scrape::has);
            assertThat(scrape.text()).doesNotContain(TENANT, space, "City");
        }
    }

    @Test
    void anErrorsRequestIdLeadsToItsLineInTheLogAndNoTokenOrValueIsInAny() throws Exception {
        String token = TestTokens.admin(TENANT);
        String weakToken = TestTokens.rights(TENANT, "*", Operation.READ);
        try (PackagedServer server =
                        PackagedServer.start(directory, ROOT_KEY, KEY, "recordstore.slow-queries.threshold=0s");
                ServiceClient client = new ServiceClient(server.port(), token);
                ServiceClient reader = new ServiceClient(server.port(), weakToken)) {
            String space = client.createCities(index("City", "name"));
            client.put(space, city(1, VALUE, "BE", 1));
            client.names(
                    space,
                    Query.newBuilder()
                            .setFilter(ServiceClient.filter(
                                    ServiceClient.field("name").setEquals(ServiceClient.text(VALUE)))));
            StatusRuntimeException refusal = catchThrowableOfType(
                    StatusRuntimeException.class, () -> reader.put(space, city(2, VALUE, "BE", 1)));
            String requestId = requestId(refusal);

            StressedServer.await(
                    () -> lines(server, "recordstore.audit").anyMatch(line -> requestId.equals(mdc(line, "requestId"))),
                    "the line of request " + requestId);
            assertThat(lines(server, "recordstore.audit").filter(line -> requestId.equals(mdc(line, "requestId"))))
                    .allMatch(line -> line.getString("message").contains("tenant=" + TENANT));
            StressedServer.await(
                    () -> lines(server, "recordstore.slow-query")
                            .map(line -> line.getString("message"))
                            .anyMatch(line -> line.contains("City where name equals ?; plan: index scan of by_name")),
                    "the line of the slow query");
            assertThat(server.output()).doesNotContain(token, weakToken, VALUE);
        }
    }

    private static String requestId(StatusRuntimeException refusal) throws InvalidProtocolBufferException {
        for (Any detail : StatusProto.fromThrowable(refusal).getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                return detail.unpack(ErrorInfo.class).getMetadataOrThrow("requestId");
            }
        }
        throw new AssertionError(refusal);
    }

    private static Stream<JsonObject> lines(PackagedServer server, String logger) {
        return server.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::new)
                .filter(line -> logger.equals(line.getString("loggerName")));
    }

    private static String mdc(JsonObject line, String key) {
        return line.getJsonObject("mdc").getString(key);
    }

    /** Every kind of work; returns where it was done. */
    private static String load(PackagedServer server, ServiceClient client) {
        String space = client.createCities(index("City", "name"));
        client.keepChanges(space);
        client.put(space, city(1, "Ghent", "BE", 1));
        for (int i = 0; i < 2; i++) {
            assertThat(client.names(space, Query.newBuilder().setAllowScan(true)))
                    .containsExactly("Ghent");
        }
        new GraphqlClient(server.port(), "/graphql/" + TENANT + "/" + space, TestTokens.admin(TENANT))
                .data("{ cities(where: {name: {eq: \"Ghent\"}}) { nodes { id } } }");
        client.schemas().applySchema(ServiceClient.citySchema(space, index("City", "name"), index("City", "country")));
        client.spaces()
                .rotateKeys(RotateKeysRequest.newBuilder().setRecordSpace(space).build());
        try (ServiceClient reader = new ServiceClient(server.port(), TestTokens.rights(TENANT, "*", Operation.READ))) {
            assertThat(catchThrowableOfType(
                            StatusRuntimeException.class, () -> reader.put(space, city(1, "Ghent", "BE", 1))))
                    .isNotNull();
        }
        return space;
    }

    private static Iterator<WatchResponse> watch(ServiceClient client, String space) {
        Iterator<WatchResponse> watch = client.changes()
                .watch(WatchRequest.newBuilder().setRecordSpace(space).build());
        assertThat(watch.next().hasProgress()).isTrue();
        return watch;
    }

    private static void moveUntilOneLoses(PackagedServer server, ServiceClient client, String space) throws Exception {
        for (int round = 1; scrape(server).sum("recordstore_store_retries_total") == 0; round++) {
            assertThat(round).as("nobody loses").isLessThan(MOST_ROUNDS);
            CountDownLatch ended = new CountDownLatch(CALLERS);
            for (int i = 0; i < CALLERS; i++) {
                client.recordStreams()
                        .put(
                                ServiceClient.putRequest(space, city(1, "Ghent", "BE", i))
                                        .build(),
                                counting(ended));
            }
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static StreamObserver<PutResponse> counting(CountDownLatch ended) {
        return new StreamObserver<>() {
            @Override
            public void onNext(PutResponse response) {}

            @Override
            public void onError(Throwable error) {
                ended.countDown();
            }

            @Override
            public void onCompleted() {
                ended.countDown();
            }
        };
    }

    private static Scrape scrape(PackagedServer server) {
        return Scrape.of(URI.create("http://localhost:" + server.port() + "/q/metrics"));
    }

    /** Of the samples that begin so, whatever further labels they have. */
    private static double sum(Scrape scrape, String beginning) {
        return Pattern.compile("(?m)^" + Pattern.quote(beginning) + "(?:[^\\n}]*\\})? (\\S+)$")
                .matcher(scrape.text())
                .results()
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }
}
