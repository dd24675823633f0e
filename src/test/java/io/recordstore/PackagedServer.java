package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server in a process of its own, started as the images start it, on a port of its own; killed when it is closed. */
final class PackagedServer implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: https?://[^:]+:(\\d+)");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;
    private final StringBuffer seen = new StringBuffer();
    private final Thread reader = new Thread(this::readToTheEnd, "server-output");
    private int port;

    private PackagedServer(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A server that takes calls. */
    static PackagedServer start(Path directory, String... configuration) throws IOException {
        return launch(directory, configuration).awaitListening();
    }

    /**
     * @param directory where it runs and keeps its store
     * @param configuration properties as {@code name=value}, and options of the JVM, which begin with a dash
     */
    static PackagedServer launch(Path directory, String... configuration) throws IOException {
        return launchIn(List.of(), directory, configuration);
    }

    /** @param shell a command that runs the command that follows it */
    static PackagedServer launchIn(List<String> shell, Path directory, String... configuration) throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dquarkus.http.port=0",
                "-Dquarkus.http.ssl-port=0",
                "-Drecordstore.fdb.embedded.directory=" + directory.resolve("store")));
        TestEngine.clusterFile().ifPresent(file -> {
            command.add("-Drecordstore.fdb.cluster.file=" + file);
            command.add("-Drecordstore.store.root=" + directory);
        });
        for (String property : configuration) {
            command.add(property.startsWith("-") ? property : "-D" + property);
        }
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString(), "serve"));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        if (shell.isEmpty()) {
            process.directory(directory.toFile());
        }
        return new PackagedServer(process.start());
    }

    /** Waits until it takes calls; what it says from then on is read as it comes, for it waits when nobody does. */
    PackagedServer awaitListening() {
        for (String line = readLine(); line != null; line = readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                port = Integer.parseInt(listening.group(1));
                reader.setDaemon(true);
                reader.start();
                return this;
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

    /** The one line in which a server that refuses to start says why. */
    String refusalToStart() throws InterruptedException {
        List<String> lines = linesOfRefusal();
        assertThat(lines).singleElement().asString().doesNotStartWith("{").hasSizeLessThan(1_000);
        return lines.get(0);
    }

    /** The properties that a server refuses to start with, one to a line with its bound. */
    List<String> refusedProperties() throws InterruptedException {
        List<String> lines = linesOfRefusal();
        assertThat(lines).first().isEqualTo("Configuration validation failed:");
        assertThat(String.join("\n", lines)).hasSizeLessThan(1_000);
        return lines.stream().skip(1).map(String::strip).toList();
    }

    private List<String> linesOfRefusal() throws InterruptedException {
        return outputToTheEnd()
                .lines()
                .filter(line -> !line.startsWith("{\"timestamp\"") || line.contains("\"ERROR\""))
                .filter(line -> !line.equals("null"))
                .toList();
    }

    /** SIGTERM, as an orchestrator sends it. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its output as well
    }

    private void readToTheEnd() {
        while (readLine() != null) {}
    }

    /** Waits for the end of a server that was told to end. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return process.exitValue();
    }

    /** Waits until its output has a text. */
    void awaitOutput(String text) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!output().contains(text) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(output()).contains(text);
    }

    /** What was read of its output until now. */
    String output() {
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
