package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.graphql.GraphqlClient.Answer;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.GetUsageRequest;
import io.recordstore.v1.GetUsageResponse;
import io.recordstore.v1.Quotas;
import io.recordstore.v1.SetQuotasRequest;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits at the GraphQL endpoints: those of gRPC, in the same words. */
@QuarkusTest
class GraphqlQuotaTest {
    private static final int SOME = 40;

    @TestHTTPResource("/")
    URL server;

    private final String tenant = "graphql-quota-" + UUID.randomUUID();
    private ServiceClient operator;
    private GraphqlClient client;
    private GraphqlClient typed;
    private String space;

    @BeforeEach
    void connect() {
        operator = new ServiceClient(server.getPort(), TestTokens.operator(tenant));
        client = new GraphqlClient(server.getPort(), "/graphql", TestTokens.admin(tenant));
        space = operator.createCities();
        typed = new GraphqlClient(server.getPort(), "/graphql/" + tenant + "/" + space, TestTokens.admin(tenant));
    }

    @AfterEach
    void disconnect() {
        operator.close();
    }

    @Test
    void recordsAndRecordSpacesBeyondTheLimitsAreRefusedByName() {
        set("", Quotas.newBuilder().setRecordSpaces(2));
        set(space, Quotas.newBuilder().setRecords(1));
        client.data(create("second"));
        client.data(put(1));

        assertQuota(client.send(create("third")), "record_spaces");
        Answer refused = client.send(put(2));
        assertQuota(refused, "records");
        assertThat(refused.extensions().getJsonObject("metadata").getString("recordSpace"))
                .isEqualTo(space);
        client.data(put(1));

        set(space, Quotas.newBuilder().setRecords(2));
        client.data(put(2));
    }

    @Test
    void eachFieldIsARequestAndARequestBeyondTheRateIsRefusedAsAWhole() throws InterruptedException {
        set("", Quotas.newBuilder().setRequestsPerSecond(5));
        String aliases = IntStream.range(0, 5)
                .mapToObj(i -> "a" + i + ": recordSpaces { edges { node { recordSpace } } }")
                .collect(Collectors.joining(" ", "{ ", " }"));

        Answer refused = refusedAfterSome(client, aliases);

        assertQuota(refused, "requests_per_second");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().getValue("data")).isNull();
        Thread.sleep(
                Long.parseLong(refused.extensions().getJsonObject("metadata").getString("retryAfterMillis")));
        client.data(aliases);
    }

    @Test
    void aRecordSpacesOwnEndpointIsHeldToItsRates() {
        String names = "{ __typename }";
        set(space, Quotas.newBuilder().setRequestsPerSecond(1));
        Answer refused = refusedAfterSome(typed, names);
        assertQuota(refused, "requests_per_second");
        assertThat(refused.extensions().getJsonObject("metadata").getString("recordSpace"))
                .isEqualTo(space);

        set(space, Quotas.newBuilder().setRequestsPerSecond(-1).setBytesPerSecond(1_024));
        assertQuota(refusedAfterSome(typed, names), "bytes_per_second");

        set(space, Quotas.newBuilder().setBytesPerSecond(-1));
        IntStream.range(0, SOME).forEach(i -> typed.data(names));
    }

    @Test
    void usageIsWhatGetUsageTells() {
        set("", Quotas.newBuilder().setRecordSpaces(7).setBytes(-1));
        set(space, Quotas.newBuilder().setRecords(5).setRequestsPerSecond(1_000));
        client.data(put(1));
        client.data(put(2));
        String limits = "{ bytes records recordSpaces requestsPerSecond bytesPerSecond }";
        String asked = "{ usage { bytes records recordSpaces quotas " + limits + " setQuotas " + limits
                + " } recordSpace(recordSpace: \"" + space + "\") { usage { bytes records { count } quotas " + limits
                + " setQuotas " + limits + " } } }";

        JsonObject ofTenant = client.data(asked).getJsonObject("usage");
        JsonObject ofSpace = client.data(asked).getJsonObject("recordSpace").getJsonObject("usage");

        assertEqual(ofTenant, getUsage(""));
        assertThat(ofTenant.getLong("records")).isEqualTo(getUsage("").getRecords());
        assertThat(ofTenant.getLong("recordSpaces")).isEqualTo(1);
        assertThat(ofTenant.getJsonObject("quotas").getLong("recordSpaces")).isEqualTo(7);
        assertThat(ofTenant.getJsonObject("quotas").getValue("bytes")).isNull();
        assertThat(ofTenant.getJsonObject("setQuotas").getLong("bytes")).isEqualTo(-1);
        assertEqual(ofSpace, getUsage(space));
        assertThat(ofSpace.getJsonArray("records").getJsonObject(0).getLong("count"))
                .isEqualTo(getUsage(space).getRecords());
        assertThat(ofSpace.getJsonObject("quotas").getLong("records")).isEqualTo(5);
        GraphqlClient ofOne =
                new GraphqlClient(server.getPort(), "/graphql", TestTokens.rights(tenant, space, Operation.READ));
        assertThat(ofOne.send("{ usage { bytes } }").code()).isEqualTo("PERMISSION_DENIED");
    }

    private GetUsageResponse getUsage(String of) {
        return operator.quotas()
                .getUsage(GetUsageRequest.newBuilder().setRecordSpace(of).build());
    }

    private static void assertEqual(JsonObject told, GetUsageResponse expected) {
        assertThat(told.getLong("bytes")).isEqualTo(expected.getBytes()).isPositive();
        assertThat(read(told.getJsonObject("quotas"))).isEqualTo(expected.getQuotas());
        assertThat(read(told.getJsonObject("setQuotas"))).isEqualTo(expected.getSetQuotas());
    }

    private static Quotas read(JsonObject told) {
        Quotas.Builder quotas = Quotas.newBuilder();
        for (FieldDescriptor limit : Quotas.getDescriptor().getFields()) {
            if (told.getValue(limit.getJsonName()) != null) {
                quotas.setField(limit, told.getLong(limit.getJsonName()));
            }
        }
        return quotas.build();
    }

    /** By the clock, because it is a rate: a busy machine only makes it slower. */
    @Test
    void subscriptionsAreHeldUpToTheRateOfTheirBytes() {
        int records = 60;
        int bytes = 1_000;
        int rate = 30_000;
        operator.keepChanges(space);
        for (int i = 1; i <= records; i++) {
            operator.put(space, ServiceClient.city(i, "x".repeat(bytes), "BE", i));
        }
        set(space, Quotas.newBuilder().setBytesPerSecond(rate));
        String path = "/graphql/" + tenant + "/" + space;
        String document = "subscription { cityChanges(beginning: true) { changes { after { name } } } }";
        String token = TestTokens.admin(tenant);
        double leastSeconds = 0.9 * (records * (double) bytes - rate) / rate;

        try (SocketClient socket = SocketClient.acknowledged(server.getPort(), path, token)) {
            long begin = System.nanoTime();
            socket.subscribe("1", document);
            for (int i = 0; i < records; i++) {
                socket.data("1");
            }
            assertThat((System.nanoTime() - begin) / 1e9).isGreaterThan(leastSeconds);
        }
    }

    private static Answer refusedAfterSome(GraphqlClient asking, String document) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> asking.send(document))
                .filter(answer -> !answer.errors().isEmpty())
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing was refused"));
    }

    private static void assertQuota(Answer answer, String limit) {
        assertThat(answer.code()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(answer.extensions().getString("reason")).isEqualTo("QUOTA_EXCEEDED");
        assertThat(answer.extensions().getJsonObject("metadata").getString("limit"))
                .isEqualTo(limit);
        assertThat(Long.parseLong(answer.extensions().getJsonObject("metadata").getString("retryAfterMillis")))
                .isPositive();
    }

    private static String create(String name) {
        return "mutation { createRecordSpace(recordSpace: \"" + name + "\") { recordSpace } }";
    }

    private String put(int id) {
        return "mutation { putRecord(recordSpace: \"" + space + "\", recordType: \"City\", record: {id: " + id
                + ", name: \"Ghent\"}) { version } }";
    }

    private void set(String of, Quotas.Builder quotas) {
        operator.quotas()
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setRecordSpace(of)
                        .setQuotas(quotas)
                        .build());
    }
}
