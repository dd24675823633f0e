package io.recordstore.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.fault.QuotaExceeded;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What servers on one store count together, and how far they go beyond a limit. */
class KnownUsageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SpaceOwner SPACE = new SpaceOwner("acme", "prod/users", 7, 1);
    private static final SpaceOwner OTHER = new SpaceOwner("acme", "prod/orders", 7, 2);
    private static final long SECOND = 1_000_000_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Database database = TestStore.openDatabase(threads);
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    /** A server with its own memory, and the clock of the test. */
    private final class Server {
        private final TestStore store = new TestStore(database, threads);
        private final UsageKeys keys = new UsageKeys(store.root());
        private final FollowedQuotas followed;
        private final StorageQuotas quotas;

        Server(String... settings) {
            QuotaConfig config = TestQuotas.config(settings);
            followed = TestQuotas.followed(store, config);
            quotas = new StorageQuotas(
                    followed, new KnownUsage(keys, config, now::get), keys, new QuotaMeters(new SimpleMeterRegistry()));
        }

        void write(SpaceOwner owner, long bytes, long records) {
            store.transactions()
                    .write(context -> {
                        quotas.count(context, owner, new Usage(bytes, records));
                        return CompletableFuture.completedFuture(null);
                    })
                    .await()
                    .atMost(PATIENCE);
        }

        Usage stored() {
            return database.read(
                    transaction -> keys.ofTenant(transaction, SPACE.tenantId()).join());
        }
    }

    @Test
    void additionsOfBytesAndRecordsAreExactAlsoBelowZero() {
        long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
        Random random = new Random(seed);
        Server server = new Server();
        Usage sum = Usage.NONE;
        for (int i = 0; i < 200; i++) {
            Usage change = new Usage(random.nextInt(2_000_000) - 1_000_000, random.nextInt(20) - 10);
            server.write(random.nextBoolean() ? SPACE : OTHER, change.bytes(), change.records());
            sum = sum.plus(change);
            assertThat(server.stored()).as("seed %d, change %d", seed, i).isEqualTo(sum);
        }
    }

    @Test
    void oneServerGoesBeyondNoLimit() {
        Server server = new Server("record-space.records", "10", "tenant.records", "15");
        for (int i = 0; i < 10; i++) {
            server.write(SPACE, 100, 1);
            now.addAndGet(i % 2 * SECOND);
        }
        assertRefused(() -> server.write(SPACE, 100, 1), "prod/users");
        server.write(SPACE, -100, -1);
        server.write(SPACE, 100, 1);
        server.write(OTHER, 500, 5);
        assertRefused(() -> server.write(OTHER, 100, 1), "");
        server.write(OTHER, 100, 0);
    }

    @Test
    void whatOtherServersWriteIsKnownWhenWhatIsKnownIsOld() {
        Server one = new Server("tenant.records", "10");
        Server other = new Server("tenant.records", "10");
        one.write(SPACE, 100, 1);
        for (int i = 0; i < 7; i++) {
            other.write(OTHER, 100, 1);
        }
        one.write(SPACE, 100, 9);
        assertThat(one.stored().records())
                .as("within usage-age they do not know of each other")
                .isEqualTo(17);

        now.addAndGet(SECOND);

        assertRefused(() -> one.write(SPACE, 100, 1), "");
        assertRefused(() -> other.write(OTHER, 100, 1), "");
        other.write(OTHER, -700, -7);
        now.addAndGet(SECOND);
        assertRefused(() -> one.write(SPACE, 100, 1), "");
        one.write(SPACE, -100, -1);
        one.write(SPACE, 100, 1);
    }

    @Test
    void moreCommitsThanAreRememberedAreReadAgain() {
        Server server = new Server("tenant.records", "1500");
        for (int i = 0; i < 1_500; i++) {
            server.write(SPACE, 100, 1);
        }
        assertRefused(() -> server.write(SPACE, 100, 1), "");
    }

    private static void assertRefused(Runnable write, String recordSpace) {
        assertThatThrownBy(write::run).isInstanceOfSatisfying(QuotaExceeded.class, refused -> {
            assertThat(refused.limit()).isEqualTo("records");
            assertThat(refused.recordSpace()).isEqualTo(recordSpace);
            assertThat(refused.retryAfter()).isPositive();
        });
    }
}
