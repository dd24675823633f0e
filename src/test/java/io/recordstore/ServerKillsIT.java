package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import io.recordstore.change.ChangeFeedRun;
import io.recordstore.transaction.TransactionHistoryRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits and watches while the server is killed again and again: {@code -Dkills.count} times, replayed from
 * {@code -Dkills.seed} as far as processes can be.
 */
class ServerKillsIT {
    private static final int KILLS = Integer.getInteger("kills.count", 2);
    private static final int WRITERS = 8;
    private static final int WATCHERS = 8;
    private static final int DONE_BEFORE_A_KILL = 100;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("kills.seed", System.nanoTime());
    private final AtomicReference<PackagedServer> server = new AtomicReference<>();
    private Path key;

    @BeforeEach
    void start() throws Exception {
        System.out.println("ServerKillsIT from -Dkills.seed=" + seed);
        key = directory.resolve("key");
        Files.writeString(key, "dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=\n");
        server.set(start(key));
    }

    @AfterEach
    void stop() {
        server.get().close();
    }

    private int port() {
        return server.get().port();
    }

    /** Each kill is a SIGKILL at some moment between 0.2 s and 1 s after the server was ready and has done something. */
    private Void kill(LongSupplier done) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            awaitMore(done, DONE_BEFORE_A_KILL);
            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(800));
            server.get().close();
            server.set(start(key));
        }
        return null;
    }

    /** So many that the kill comes while the clients write, and not while they find the server again. */
    private static void awaitMore(LongSupplier done, int more) throws InterruptedException {
        long enough = done.getAsLong() + more;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (done.getAsLong() < enough) {
            assertThat(System.nanoTime()).as("nothing is done").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void noCommitIsLostOrDoneTwiceAndEveryWatcherSeesEachInOrder() throws Exception {
        ChangeFeedRun run = new ChangeFeedRun(
                this::port, TestTokens.admin("acme"), seed, WRITERS, Integer.getInteger("kills.commits", 100));
        int commits = run.run(WATCHERS, () -> kill(run::answered));
        System.out.println("ServerKillsIT: " + KILLS + " kills, " + commits + " commits, " + WATCHERS + " watchers");
    }

    @Test
    void whatIsAcknowledgedHasASerialOrderInRealTimeAcrossKills() throws Exception {
        TransactionHistoryRun run = new TransactionHistoryRun(this::port, TestTokens.admin("acme"), seed, WRITERS, 60);
        String found = run.run(Optional.of(() -> kill(run::answered)));
        System.out.println("ServerKillsIT: " + KILLS + " kills, " + found);
    }

    private PackagedServer start(Path key) throws Exception {
        return PackagedServer.start(
                directory,
                "recordstore.tokens.root-public-keys.1="
                        + "3d0b85039b54fdeea2d88c275a3f174afe128a80ad366f6b8436637682e47d6b",
                "recordstore.encryption.key-files.\"2026-01\"=" + key);
    }
}
