package io.recordstore.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What servers on one store know of the limits that are set through each other. */
class FollowedQuotasTest {
    private static final String NEVER = "1h";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final QuotaOwner ACME = QuotaOwner.tenant("acme");

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Database database = TestStore.openDatabase(threads);
    private final List<FollowedQuotas> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(FollowedQuotas::stop);
        database.close();
        threads.shutdownNow();
    }

    @Test
    void whatIsSetThroughOneServerTheOthersAreToldOf() throws InterruptedException {
        FollowedQuotas one = start("poll", NEVER);
        FollowedQuotas other = start("poll", NEVER);
        for (long records = 1; records <= 5; records++) {
            set(one, ACME, Limit.RECORDS, records);

            assertThat(one.of(ACME).of(Limit.RECORDS)).hasValue(records);
            awaitRecords(other, ACME, OptionalLong.of(records));
        }
    }

    @Test
    void whatNoWatchTellsOfIsFoundByLooking() throws InterruptedException {
        database.options().setMaxWatches(0);
        FollowedQuotas one = start("poll", NEVER);
        FollowedQuotas other = start("poll", "100ms");

        set(one, ACME, Limit.RECORDS, 7);

        awaitRecords(other, ACME, OptionalLong.of(7));
    }

    @Test
    void aServerThatStartsKnowsAllThatWasSetBeforeAndOnMoreThanOnePage() {
        FollowedQuotas one = start("poll", NEVER);
        int count = 1_100;
        for (int i = 0; i < count; i++) {
            one.change(
                            new QuotaOwner("acme", "space/" + i),
                            EnumSet.of(Limit.RECORDS),
                            new Quotas(Map.of(Limit.RECORDS, (long) i)))
                    .await()
                    .atMost(PATIENCE);
        }

        FollowedQuotas later = start("poll", NEVER);

        for (int i = 0; i < count; i++) {
            assertThat(later.of(new QuotaOwner("acme", "space/" + i)).of(Limit.RECORDS))
                    .hasValue(i);
        }
    }

    @Test
    void whatIsSetGoesBeforeConfigurationAndWhatIsNotSetAnyMoreDoesNot() {
        FollowedQuotas server = start("tenant.records", "10", "record-space.records", "5", "tenant.bytes", "2K");
        QuotaOwner space = new QuotaOwner("acme", "prod/users");
        assertThat(server.of(ACME).of(Limit.RECORDS)).hasValue(10);
        assertThat(server.of(ACME).of(Limit.BYTES)).hasValue(2_048);
        assertThat(server.of(space).of(Limit.RECORDS)).hasValue(5);

        set(server, ACME, Limit.RECORDS, 20);
        set(server, ACME, Limit.BYTES, Quotas.UNLIMITED);
        assertThat(server.of(ACME).of(Limit.RECORDS)).hasValue(20);
        assertThat(server.of(ACME).of(Limit.BYTES)).isEmpty();
        assertThat(server.of(space).of(Limit.RECORDS)).hasValue(5);

        server.change(ACME, EnumSet.of(Limit.RECORDS, Limit.BYTES), Quotas.NONE)
                .await()
                .atMost(PATIENCE);
        assertThat(server.of(ACME).of(Limit.RECORDS)).hasValue(10);
        assertThat(server.setFor(ACME)).isEqualTo(Quotas.NONE);
    }

    @Test
    void aLimitOfConfigurationThatCannotBeIsRefusedAtStart() {
        assertThatThrownBy(() -> start("tenant.bytes-per-second", "100"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("recordstore.quotas.tenant.bytes-per-second")
                .hasMessageContaining("1024");
    }

    private FollowedQuotas start(String... settings) {
        FollowedQuotas server = TestQuotas.followed(new TestStore(database, threads), TestQuotas.config(settings));
        servers.add(server);
        server.start().await().atMost(PATIENCE);
        return server;
    }

    private static void set(FollowedQuotas server, QuotaOwner owner, Limit limit, long value) {
        server.change(owner, EnumSet.of(limit), new Quotas(Map.of(limit, value)))
                .await()
                .atMost(PATIENCE);
    }

    private static void awaitRecords(FollowedQuotas server, QuotaOwner owner, OptionalLong expected)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.of(owner).of(Limit.RECORDS).equals(expected)) {
            assertThat(System.nanoTime()).as("the limit is not followed").isLessThan(deadline);
            Thread.sleep(1);
        }
    }
}
