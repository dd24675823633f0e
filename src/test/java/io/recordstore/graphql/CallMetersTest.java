package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.telemetry.RecordedSpans;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls of GraphQL in the metrics that those of gRPC are in. */
@QuarkusTest
class CallMetersTest {
    private static final String TENANT = "graphql-meters";

    @TestHTTPResource("/")
    URL server;

    @Inject
    MeterRegistry registry;

    @Inject
    RecordedSpans spans;

    private long count(String method, String code) {
        Timer timer = registry.find("recordstore.calls")
                .tag("api", "graphql")
                .tag("method", method)
                .tag("code", code)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private double open() {
        return registry.get("recordstore.calls.open")
                .tag("api", "graphql")
                .gauge()
                .value();
    }

    private void assertCounted(String method, String code, Runnable call) throws InterruptedException {
        long before = count(method, code);
        call.run();
        for (int i = 0; count(method, code) == before; i++) {
            assertThat(i).as("%s with %s is not counted", method, code).isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(count(method, code)).isEqualTo(before + 1);
    }

    @Test
    void callsAreCountedByTheKindOfOperationAndItsCode() throws InterruptedException {
        GraphqlClient tenants = new GraphqlClient(server.getPort(), "/graphql", TestTokens.admin(TENANT));
        GraphqlClient stranger = new GraphqlClient(server.getPort(), "/graphql", TestTokens.byStranger(TENANT));
        try (ServiceClient grpc = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = grpc.createCities();
            grpc.keepChanges(space);
            String path = "/graphql/" + TENANT + "/" + space;
            GraphqlClient typed = new GraphqlClient(server.getPort(), path, TestTokens.admin(TENANT));
            assertCounted("Tenants/query", "OK", () -> tenants.send("query Own { token { tenant } }"));
            assertCounted(
                    "Tenants/query",
                    "NOT_FOUND",
                    () -> tenants.send("{ recordSpace(recordSpace: \"test/none\") { tenant } }"));
            assertCounted("Tenants/unread", "INVALID_ARGUMENT", () -> tenants.send("no document"));
            assertCounted("Tenants/unread", "UNAUTHENTICATED", () -> stranger.send("{ __typename }"));
            assertCounted(
                    "RecordSpace/mutation",
                    "OK",
                    () -> typed.send("mutation { putCity(city: {id: 1}) { __typename } }"));

            double before = open();
            try (SocketClient socket = SocketClient.acknowledged(server.getPort(), path, TestTokens.admin(TENANT))) {
                socket.subscribe("1", "subscription Mine { cityChanges { resumeToken } }");
                socket.data("1");
                assertThat(open()).isEqualTo(before + 1);
                assertCounted("RecordSpace/subscription", "CANCELLED", () -> socket.complete("1"));
                assertThat(open()).isEqualTo(before);
            }
        }
    }

    @Test
    void aSpanIsOfTheKindOfOperation() throws InterruptedException {
        try (ServiceClient grpc = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = grpc.createCities();
            grpc.keepChanges(space);
            String path = "/graphql/" + TENANT + "/" + space;
            GraphqlClient typed = new GraphqlClient(server.getPort(), path, TestTokens.admin(TENANT));
            spans.listen();
            typed.data("query OfMine { city(id: 1) { name } }");
            typed.data("mutation { putCity(city: {id: 1}) { __typename } }");
            try (SocketClient socket = SocketClient.acknowledged(server.getPort(), path, TestTokens.admin(TENANT))) {
                socket.subscribe("1", "subscription { cityChanges { resumeToken } }");
                socket.data("1");
                socket.complete("1");
            }
            typed.send("{ no document");

            for (String kind : List.of("query", "mutation", "subscription")) {
                SpanData span = span("graphql." + kind);
                assertThat(span.getAttributes().get(AttributeKey.stringKey("graphql.operation.type")))
                        .isEqualTo(kind);
                assertThat(span.getStatus()).isEqualTo(StatusData.unset());
            }
            SpanData unread = span("graphql");
            assertThat(unread.getAttributes().asMap()).isEmpty();
            assertThat(unread.getStatus().getDescription()).isEqualTo("INVALID_ARGUMENT");
        } finally {
            spans.stop();
        }
    }

    private SpanData span(String name) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            List<SpanData> ended = spans.soFar().stream()
                    .filter(span -> span.getName().equals(name))
                    .toList();
            if (!ended.isEmpty()) {
                return ended.get(0);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("there is no span " + name + " among " + spans.soFar());
    }
}
