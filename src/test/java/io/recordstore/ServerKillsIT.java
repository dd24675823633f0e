package io.recordstore;

import io.recordstore.auth.TestTokens;
import io.recordstore.change.ChangeFeedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

    @Test
    void noCommitIsLostOrDoneTwiceAndEveryWatcherSeesEachInOrder() throws Exception {
        long seed = Long.getLong("kills.seed", System.nanoTime());
        System.out.println("ServerKillsIT from -Dkills.seed=" + seed);
        Random random = new Random(seed);
        Path key = directory.resolve("key");
        Files.writeString(key, "dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=\n");
        AtomicReference<PackagedServer> server = new AtomicReference<>(start(key));
        try {
            new ChangeFeedRun(
                            () -> server.get().port(),
                            TestTokens.admin("acme"),
                            seed,
                            WRITERS,
                            Integer.getInteger("kills.commits", 100))
                    .run(WATCHERS, () -> {
                        for (int i = 0; i < KILLS; i++) {
                            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(800));
                            server.get().close();
                            server.set(start(key));
                        }
                        return null;
                    });
        } finally {
            server.get().close();
        }
    }

    private PackagedServer start(Path key) throws Exception {
        return PackagedServer.start(
                directory,
                "recordstore.tokens.root-public-keys.1="
                        + "3d0b85039b54fdeea2d88c275a3f174afe128a80ad366f6b8436637682e47d6b",
                "recordstore.encryption.key-files.\"2026-01\"=" + key);
    }
}
