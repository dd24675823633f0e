package io.recordstore.health;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/** What probes are told while the store answers and it is not known which tokens are revoked: then every call is refused. */
@QuarkusTest
@TestProfile(RevocationReadinessTest.ForgetfulBetweenLooks.class)
class RevocationReadinessTest {
    /** Of every two seconds the server knows for one. */
    public static final class ForgetfulBetweenLooks implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "recordstore.tokens.revocations.poll", "2s",
                    "recordstore.tokens.revocations.stale", "1s");
        }
    }

    @Test
    void theServerIsReadyOnlyWhileItKnows() throws Exception {
        try (Probes probes = new Probes()) {
            JsonObject away = new JsonObject(probes.await("ready", response -> response.statusCode() == 503)
                    .body());

            assertThat(status(away, "revocations")).isEqualTo("DOWN");
            assertThat(status(away, "store")).isEqualTo("UP");
            assertThat(probes.get("live").statusCode()).isEqualTo(200);
            assertThat(probes.get("started").statusCode()).isEqualTo(200);
            probes.await("ready", response -> response.statusCode() == 200);
            probes.awaitMetric("revocations", 0);
            probes.awaitMetric("revocations", 1);

            BlockingQueue<ServingStatus> watched = probes.watch("");
            assertThat(List.of(Probes.next(watched), Probes.next(watched), Probes.next(watched)))
                    .as("told of each change")
                    .contains(ServingStatus.SERVING, ServingStatus.NOT_SERVING)
                    .doesNotContainSequence(ServingStatus.SERVING, ServingStatus.SERVING)
                    .doesNotContainSequence(ServingStatus.NOT_SERVING, ServingStatus.NOT_SERVING);
        }
    }

    private static String status(JsonObject probe, String check) {
        return probe.getJsonArray("checks").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("name").equals(check))
                .map(each -> each.getString("status"))
                .findFirst()
                .orElseThrow();
    }
}
