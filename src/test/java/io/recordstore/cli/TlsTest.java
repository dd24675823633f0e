package io.recordstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A server that is reached by mutual TLS alone. */
@QuarkusTest
class TlsTest {
    @TestHTTPResource("/")
    URL server;

    @Test
    void theServerIsCheckedAndTheClientShowsItsCertificate() throws Exception {
        Path folder = Files.createTempDirectory("tls");
        TlsFiles files = TlsFiles.in(folder);
        try (Proxy proxy = Proxy.mutualTls(server.getPort(), files.context())) {
            CommandRun shell = CommandRun.against(proxy.port(), TestTokens.admin("tls"));

            assertThat(shell.ok(
                            "space",
                            "list",
                            "--ca",
                            files.certificate(),
                            "--cert",
                            files.certificate(),
                            "--key",
                            files.key()))
                    .isEqualTo("[]\n");
            assertRefused(shell.run("space", "list", "--ca", files.certificate()));
            assertRefused(shell.run("space", "list", "--tls", "--cert", files.certificate(), "--key", files.key()));
            assertRefused(shell.run("space", "list", "--plaintext"));
            assertThat(shell.run("space", "list", "--tls").err()).contains("--ca");
            assertThat(shell.with("RECORDSTORE_SERVER", "https://localhost:" + proxy.port())
                            .with("RECORDSTORE_CA", files.certificate())
                            .with("RECORDSTORE_CERT", files.certificate())
                            .with("RECORDSTORE_KEY", files.key())
                            .ok("space", "list"))
                    .isEqualTo("[]\n");
        }
        for (String name : new String[] {"store.p12", "cert.pem", "key.pem", ""}) {
            Files.delete(folder.resolve(name));
        }
    }

    private static void assertRefused(CommandRun.Result result) {
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").doesNotContain("\tat ");
    }
}
