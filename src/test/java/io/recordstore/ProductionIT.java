package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.Query;
import io.recordstore.v1.SortKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server as an operator runs it: {@code java -jar quarkus-run.jar}. */
class ProductionIT {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1="
            + "3d0b85039b54fdeea2d88c275a3f174afe128a80ad366f6b8436637682e47d6b";

    @TempDir
    Path directory;

    private String keyFile;

    @BeforeEach
    void makeKeyFile() throws IOException {
        Path file = directory.resolve("key");
        Files.writeString(file, "dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=\n");
        keyFile = "recordstore.encryption.key-files.\"2026-01\"=" + file;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheServerWasKilledAndContinuationsGoOn() throws Exception {
        City city = ServiceClient.city(1, "Ghent", "BE", 231_493);
        City other = ServiceClient.city(2, "Lille", "FR", 234_475);
        Query.Builder byName = Query.newBuilder()
                .addOrderBy(SortKey.newBuilder().setPath("name"))
                .setLimit(1);
        String space;
        String continuation;
        try (Server server = start(ROOT_KEY, keyFile);
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            space = client.createCities(ServiceClient.index("City", "name"));
            client.put(space, city, other);
            continuation =
                    client.stream(ServiceClient.cities(space, byName)).get(0).getContinuation();
        }

        try (Server server = start(ROOT_KEY, keyFile);
                ServiceClient client = new ServiceClient(server.port(), TestTokens.admin("acme"))) {
            assertThat(client.names(
                            space,
                            Query.newBuilder()
                                    .setFilter(ServiceClient.filter(
                                            ServiceClient.field("name").setEquals(ServiceClient.text("Ghent"))))))
                    .containsExactly("Ghent");
            assertThat(client.stream(ServiceClient.cities(space, byName).setContinuation(continuation))
                            .get(0)
                            .getRecord()
                            .getProtobuf())
                    .isEqualTo(other.toByteString());
        }
    }

    @Test
    void aSecondServerIsToldWhoHasTheDirectory() throws Exception {
        try (Server first = start(ROOT_KEY, keyFile);
                Server second = launch(ROOT_KEY, keyFile)) {
            assertThat(second.outputToTheEnd()).contains(Long.toString(first.pid()));
        }
    }

    @Test
    void itDoesNotStartWithoutARootPublicKey() throws Exception {
        try (Server server = launch(keyFile)) {
            assertThat(server.outputToTheEnd()).contains("recordstore.tokens.root-public-keys");
        }
    }

    @Test
    void itDoesNotStartWithoutAKeyEncryptionKey() throws Exception {
        try (Server server = launch(ROOT_KEY)) {
            assertThat(server.outputToTheEnd()).contains("recordstore.encryption.key-files");
        }
    }

    @Test
    void itSaysHowToInstallTheClientLibraryWhenAClusterIsConfiguredWithoutIt() throws Exception {
        Path clusterFile = directory.resolve("fdb.cluster");
        Files.writeString(clusterFile, "test:test@127.0.0.1:4500\n");
        try (Server server = launch(ROOT_KEY, keyFile, "recordstore.fdb.cluster-file=" + clusterFile)) {
            assertThat(server.outputToTheEnd()).contains("foundationdb-clients");
        }
    }

    private Server start(String... configuration) throws IOException {
        Server server = launch(configuration);
        server.awaitListening();
        return server;
    }

    private Server launch(String... configuration) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dquarkus.http.port=0",
                "-Drecordstore.fdb.embedded.directory=" + directory.resolve("store")));
        for (String property : configuration) {
            command.add("-D" + property);
        }
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        return new Server(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** A server in a process of its own; killed when it is closed. */
    private static final class Server implements AutoCloseable {
        private static final long PATIENCE_SECONDS = 60;

        private final Process process;
        private final BufferedReader output;
        private final StringBuilder seen = new StringBuilder();
        private int port;

        Server(Process process) {
            this.process = process;
            this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        void awaitListening() {
            for (String line = readLine(); line != null; line = readLine()) {
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    port = Integer.parseInt(listening.group(1));
                    return;
                }
            }
            throw new AssertionError("the server did not start: " + seen);
        }

        /** What a server that refuses to start says until it ends by itself, with an exit code that is not zero. */
        String outputToTheEnd() throws InterruptedException {
            for (String line = readLine(); line != null; line = readLine()) {
                assertThat(LISTENING.matcher(line).find())
                        .as("it started: %s", seen)
                        .isFalse();
            }
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isNotZero();
            return seen.toString();
        }

        private String readLine() {
            try {
                String line = output.readLine();
                seen.append(line).append('\n');
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int port() {
            return port;
        }

        long pid() {
            return process.pid();
        }

        /** SIGKILL: nothing is flushed, nothing is closed. */
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
