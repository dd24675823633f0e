package io.recordstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Long work goes on after the connection broke in the middle of it. */
@QuarkusTest
class BrokenConnectionTest {
    private static final int RECORDS = 3000;

    @TestHTTPResource("/")
    URL server;

    @Test
    void anImportAndAnExportGoOnWhereTheyBroke() throws IOException {
        String token = TestTokens.admin("broken");
        String space;
        try (ServiceClient client = new ServiceClient(server.getPort(), token)) {
            space = client.createCities();
        }
        Path file = Files.createTempFile("cities", ".ndjson");
        file.toFile().deleteOnExit();
        Files.writeString(file, cities());

        try (Proxy proxy = Proxy.breaking(server.getPort(), 200_000, Long.MAX_VALUE)) {
            CommandRun.Result result = CommandRun.against(proxy.port(), token)
                    .onTerminal()
                    .run("import", space, "City", file.toString(), "--insert");
            assertThat(result.err()).contains("the connection is lost");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).contains("3,000 written").contains("0 refused");
            assertThat(proxy.broken()).isEqualTo(1);
        }
        String whole = CommandRun.against(server.getPort(), token).ok("export", space, "City");
        assertThat(whole).hasLineCount(RECORDS);

        try (Proxy proxy = Proxy.breaking(server.getPort(), Long.MAX_VALUE, 200_000)) {
            CommandRun.Result result = CommandRun.against(proxy.port(), token).run("export", space, "City");
            assertThat(result.err()).contains("the connection is lost");
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).isEqualTo(whole);
            assertThat(proxy.broken()).isEqualTo(1);
        }
    }

    private static String cities() {
        return IntStream.range(0, RECORDS)
                .mapToObj(i -> "{\"id\":%d,\"name\":\"%s\"}".formatted(i + 1, "city ".repeat(30) + i))
                .collect(Collectors.joining("\n"));
    }
}
