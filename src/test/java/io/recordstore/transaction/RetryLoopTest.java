package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.Query;
import io.recordstore.v1.TransactGet;
import io.recordstore.v1.TransactRequest;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The retry loop that the documentation teaches. */
@QuarkusTest
class RetryLoopTest {
    private static final int CLIENTS = 4;
    private static final int EACH = 5;
    private static final String BEGIN = "/** Runs transactions, each again";

    @TestHTTPResource("/")
    URL server;

    @Test
    void noUpdateIsLostAmongClientsThatCountTheSameRecordUp() throws Exception {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("retries"))) {
            String space = client.createCities();
            client.put(space, city(1, "Ghent", "BE", 0));
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                tasks.add(() -> countUp(new RetryLoop(client.transactionStreams(), space)));
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
            threads.shutdown();

            assertThat(client.stream(ServiceClient.cities(
                                    space, Query.newBuilder().setAllowScan(true)))
                            .get(0)
                            .getRecord()
                            .getProtobuf())
                    .isEqualTo(city(1, "Ghent", "BE", CLIENTS * EACH).toByteString());
        }
    }

    private static Void countUp(RetryLoop loop) throws InterruptedException {
        for (int i = 0; i < EACH; i++) {
            loop.run(transaction -> {
                City city = TransactClient.city(transaction
                        .ask(TransactRequest.newBuilder()
                                .setGet(TransactGet.newBuilder()
                                        .setRecordType("City")
                                        .addPrimaryKey(number(1))))
                        .getGet()
                        .getRecord()
                        .getProtobuf());
                return transaction.ask(TransactRequest.newBuilder()
                        .setPut(TransactClient.putWrite(city.toBuilder()
                                .setPopulation(city.getPopulation() + 1)
                                .build())));
            });
        }
        return null;
    }

    @Test
    void theDocumentationHasThisLoop() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/recordstore/transaction/RetryLoop.java"));

        assertThat(Files.readString(Path.of("docs/transactions.md"))).contains(source.substring(source.indexOf(BEGIN)));
    }
}
