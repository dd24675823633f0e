package io.recordstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program as people use it: {@code bin/record-store}, and the tour that the README takes them on. */
class CommandLineIT {
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final Pattern BLOCK = Pattern.compile("(<!-- refused -->\n)?```(sh|text)\n(.*?)```", Pattern.DOTALL);

    /** Of some 2,500; a server loads three times as many before it listens. */
    private static final int MAX_CLASSES = 5000;

    @TempDir
    Path folder;

    @Test
    void aCommandStartsNoServer() throws Exception {
        Path classes = folder.resolve("classes.log");
        Path work = Files.createDirectory(folder.resolve("work"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PackagedShell shell = new PackagedShell(work)
                    .with("QUARKUS_HTTP_PORT", Integer.toString(taken.getLocalPort()))
                    .with("JAVA_OPTS", "-Xlog:class+load:file=" + classes);

            assertThat(shell.ok("record-store", "--version")).matches("record-store \\d+\\.\\d+.*\n");
            assertThat(shell.ok("record-store", "--help"))
                    .contains("Usage: record-store")
                    .doesNotContain("Quarkus");
        }

        assertThat(new PackagedShell(work).isEmpty()).isTrue();
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded).hasSizeLessThan(MAX_CLASSES);
        assertThat(loaded).noneMatch(line -> line.contains("io.quarkus.arc.") || line.contains("io.vertx."));
    }

    @Test
    void keysAndTokensAreMadeOffline() throws Exception {
        PackagedShell shell = new PackagedShell(folder);

        shell.ok("record-store", "keys", "generate");
        String token = shell.ok(
                        "record-store", "token", "create", "--key", "keys/root-1.key", "--tenant", "acme", "--admin")
                .strip();
        shell.with("RECORDSTORE_TOKEN", token);

        assertThat(shell.ok("record-store", "token", "inspect", "--public-key", "keys/public/1.pub"))
                .contains("\"signature\": \"good\"", "\"tenant\": \"acme\"")
                .doesNotContain(token);
    }

    @Test
    void theTourOfTheReadmeIsTrue() throws Exception {
        PackagedShell shell = new PackagedShell(folder).with("RECORDSTORE_OUTPUT", "table");
        TestEngine.clusterFile().ifPresent(file -> shell.with("RECORDSTORE_FDB_CLUSTER_FILE", file)
                .with("RECORDSTORE_STORE_ROOT", TestEngine.newRoot()));
        shell.ok("record-store", "keys", "generate", "--encryption-id", "2026-01");
        Process server = shell.start(List.of(
                "record-store",
                "serve",
                "--port",
                "0",
                "--data",
                "data",
                "--root-keys",
                "keys/public",
                "--encryption-key",
                "2026-01=keys/encryption-2026-01.key",
                "-D",
                "quarkus.banner.enabled=false"));
        try {
            int port = awaitListening(server);
            shell.with("RECORDSTORE_SERVER", "localhost:" + port)
                    .with("RECORDSTORE_ROOT_KEY_FILE", "keys/root-1.key")
                    .with("RECORDSTORE_TOKEN", createToken());
            loadCities(port);
            takeTour(shell);
        } finally {
            server.destroyForcibly().onExit().join();
        }
    }

    private static int awaitListening(Process server) throws IOException {
        BufferedReader output = new BufferedReader(new InputStreamReader(server.getInputStream()));
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                drain(output);
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new AssertionError("the server did not start: " + said);
    }

    /** A process that nobody reads from stands still when its pipe is full. */
    private static void drain(BufferedReader output) {
        Thread thread = new Thread(() -> output.lines().forEach(line -> {}), "server-output");
        thread.setDaemon(true);
        thread.start();
    }

    private String createToken() {
        return CommandRun.offline()
                .ok(
                        "token",
                        "create",
                        "--key",
                        folder.resolve("keys/root-1.key").toString(),
                        "--tenant",
                        "demo",
                        "--admin")
                .strip();
    }

    /** What dev mode has from the start. */
    private void loadCities(int port) {
        CommandRun here = CommandRun.against(port, createToken());
        here.ok("space", "create", "cities");
        here.ok("schema", "apply", "cities", "src/main/proto/demo/v1/city.proto", "--primary-key", "City=id");
        here.ok("index", "add", "cities", "City", "country", "population", "--wait");
        here.ok("import", "cities", "City", "src/main/resources/demo/cities.ndjson");
    }

    private static void takeTour(PackagedShell shell) throws IOException, InterruptedException {
        String readme = Files.readString(Path.of("README.md"));
        String tour = readme.substring(readme.indexOf("## Five minutes"), readme.indexOf("## In production"));
        Matcher blocks = BLOCK.matcher(tour);
        CommandRun.Result last = null;
        int taken = 0;
        while (blocks.find()) {
            if (blocks.group(2).equals("text")) {
                assertThat(normal(last.out())).contains(normal(blocks.group(3)));
                continue;
            }
            last = shell.run("sh", "-ec", blocks.group(3).replace("/tmp/shop", "shop"));
            assertThat(last.exitCode())
                    .as("%s%s", blocks.group(3), last.out())
                    .isEqualTo(blocks.group(1) == null ? 0 : 1);
            taken++;
        }
        assertThat(taken).as("blocks of the tour").isGreaterThan(7);
    }

    private static String normal(String text) {
        return text.strip().replaceAll(" +", " ").replaceAll("(?m)^ ", "");
    }
}
