package io.recordstore;

import io.recordstore.auth.TestTokens;
import io.recordstore.change.ChangeFeedRun;
import io.recordstore.transaction.TransactionHistoryRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

    /** Each kill is a SIGKILL at some moment between 0.2 s and 1 s after the server was ready. */
    private Void kill() throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(800));
            server.get().close();
            server.set(start(key));
        }
        return null;
    }

    @Test
    void noCommitIsLostOrDoneTwiceAndEveryWatcherSeesEachInOrder() throws Exception {
        int commits = new ChangeFeedRun(
                        this::port, TestTokens.admin("acme"), seed, WRITERS, Integer.getInteger("kills.commits", 100))
                .run(WATCHERS, this::kill);
        System.out.println("ServerKillsIT: " + KILLS + " kills, " + commits + " commits, " + WATCHERS + " watchers");
    }

    @Test
    void whatIsAcknowledgedHasASerialOrderInRealTimeAcrossKills() throws Exception {
        String found = new TransactionHistoryRun(this::port, TestTokens.admin("acme"), seed, WRITERS, 60)
                .run(Optional.of(this::kill));
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
