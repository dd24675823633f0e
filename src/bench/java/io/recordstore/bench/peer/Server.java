package io.recordstore.bench.peer;

import io.recordstore.bench.load.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that serves a port of this machine, its directory, and its log. */
final class Server implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long BETWEEN_LOOKS_MILLIS = 5;

    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    Server(Path directory, int port, List<String> command) {
        this.directory = directory;
        this.port = port;
        this.command = List.copyOf(command);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // of a benchmark that is interrupted
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, and returns when the port takes connections. */
    void start() {
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void awaitPort() throws IOException {
        long deadline = deadline();
        while (!takesConnections()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(command.get(0) + " did not start:\n" + Files.readString(log()));
            }
            pause();
        }
    }

    /** Until when a server that starts is waited for. */
    static long deadline() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    /** Between two looks at a server that starts. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    Processes processes() {
        return new Processes(process.toHandle());
    }

    /** SIGKILL, for it and what it started. */
    void kill() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(child -> child.onExit().join());
    }

    /** SIGTERM, and returns when it has ended. */
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        delete(directory);
    }

    /** Where no process is that would have to be ended first. */
    static void deleteAtExit(Path directory) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
