package io.recordstore.store;

import io.grpc.Status.Code;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.fdb.embedded.EmbeddedFdbException;
import io.recordstore.fdb.embedded.FdbError;
import io.recordstore.grpc.Errors;
import io.recordstore.grpc.ServiceClient;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller reads of the store's errors that no further attempt helps against. */
@QuarkusTest
@TestProfile(ObservedStore.class)
class StoreFaultsAtThePortTest {
    @Inject
    KeysTouched store;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void connect() {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        client = new ServiceClient(port, TestTokens.admin("faults"));
        space = client.createCities();
    }

    @AfterEach
    void disconnect() {
        store.answerReadVersions(null);
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "COMMIT_UNKNOWN_RESULT, UNKNOWN, COMMIT_UNKNOWN, did not say whether",
        "TRANSACTION_TIMED_OUT, DEADLINE_EXCEEDED, DEADLINE_EXCEEDED, longer than the five seconds",
        "STORAGE_QUOTA_EXCEEDED, RESOURCE_EXHAUSTED, STORAGE_FULL, full",
        "IO_ERROR, UNAVAILABLE, UNAVAILABLE, the disk of the store failed",
        "TRANSACTION_TOO_LARGE, RESOURCE_EXHAUSTED, LIMIT_EXCEEDED, 10 MB",
        "KEY_TOO_LARGE, RESOURCE_EXHAUSTED, LIMIT_EXCEEDED, 10 kB",
        "VALUE_TOO_LARGE, RESOURCE_EXHAUSTED, LIMIT_EXCEEDED, 100 kB",
        "INTERNAL_ERROR, INTERNAL, INTERNAL, its log tells more",
    })
    void eachIsToldInTermsOfItsOwn(FdbError error, Code code, String reason, String said) {
        store.answerReadVersions(() -> CompletableFuture.failedFuture(new EmbeddedFdbException(error)));

        Errors.of(() -> client.put(space, ServiceClient.city(1, "Ghent", "BE", 1)))
                .hasCode(code)
                .hasReason(reason)
                .says(said);
    }
}
