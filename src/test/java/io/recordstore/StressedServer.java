package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The packaged server with 256 MB of heap, which ends at the first OutOfMemoryError, and a client of it. */
final class StressedServer implements AutoCloseable {
    static final String TENANT = "stress";

    private static final List<String> CONFIGURATION = List.of(
            "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey(),
            "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=",
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "recordstore.tokens.limits.authorization-time=60s",
            "recordstore.tokens.limits.evaluation-time=60s",
            "recordstore.fdb.embedded.kept-free-megabytes=0");

    /**
     * So many looks in a row that differ by less have found a server at rest. One that works has tens of MB of garbage
     * more or less at each look, and two looks may be alike by chance.
     */
    private static final long SETTLED_BYTES = 64L << 10;

    private static final int SETTLED_LOOKS = 3;

    private static final int MOST_LOOKS = 200;

    /** Of HTTP/1.1: the client of JDK 17 loses bytes now and then that come while it upgrades to HTTP/2. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final PackagedServer server;
    private final ServiceClient client;

    private StressedServer(PackagedServer server) {
        this.server = server;
        this.client = newClient();
    }

    static StressedServer start(Path directory, String... more) throws IOException {
        return startIn(List.of(), directory, more);
    }

    /** @param shell a command that runs the command that follows it */
    static StressedServer startIn(List<String> shell, Path directory, String... more) throws IOException {
        List<String> configuration = new ArrayList<>(CONFIGURATION);
        configuration.addAll(List.of(more));
        return new StressedServer(PackagedServer.launchIn(shell, directory, configuration.toArray(String[]::new))
                .awaitListening());
    }

    ServiceClient client() {
        return client;
    }

    /** A client with a connection of its own. */
    ServiceClient newClient() {
        return new ServiceClient(server.port(), TestTokens.admin(TENANT));
    }

    List<ServiceClient> newClients(int count) {
        List<ServiceClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(newClient());
        }
        return clients;
    }

    int port() {
        return server.port();
    }

    /** It has not run out of memory, of Netty's kind neither, which ends no process. */
    void assertThatItHadMemory() {
        assertThat(server.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
    }

    /** The sum of the samples that begin so. */
    double scraped(String beginning) throws IOException, InterruptedException {
        URI metrics = URI.create("http://localhost:" + server.port() + "/q/metrics");
        String body = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return Pattern.compile("(?m)^" + Pattern.quote(beginning) + "(?:[^\\n}]*\\})? (\\S+)")
                .matcher(body)
                .results()
                .map((MatchResult sample) -> sample.group(1))
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    /** Heap after a collection, and what Netty holds outside of it. */
    long bytesInUse() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collection = new ProcessBuilder(jcmd.toString(), Long.toString(server.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor()).isZero();
        return (long) (scraped("jvm_memory_used_bytes{area=\"heap\"") + scraped("netty_allocator_memory_used"));
    }

    /** The same once the server has nothing more to do for those who take nothing. */
    long bytesInUseAtRest() throws IOException, InterruptedException {
        long last = bytesInUse();
        int alike = 0;
        for (int i = 0; i < MOST_LOOKS; i++) {
            long now = bytesInUse();
            alike = Math.abs(now - last) < SETTLED_BYTES ? alike + 1 : 0;
            if (alike == SETTLED_LOOKS) {
                return now;
            }
            last = now;
        }
        throw new AssertionError("the server does not come to rest: " + (last >> 10) + " kB in use");
    }

    /** What comes to hold in time. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition, String what) throws Exception {
        for (int attempt = 0; attempt < 600; attempt++) {
            if (condition.holds()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("waited in vain: " + what);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
