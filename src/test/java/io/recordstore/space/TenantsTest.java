package io.recordstore.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.Database;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.TenantName;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TenantName ADA = new TenantName("ada");
    private static final TenantName BOB = new TenantName("bob");

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Database database = TestStore.openDatabase(threads);
    private final TestStore store = new TestStore(database, threads);
    private final Tenants tenants = new Tenants(store.root());

    @AfterEach
    void close() {
        database.close();
        threads.shutdownNow();
    }

    @Test
    void aNumberThatWasNeverCommittedIsNotRemembered() {
        assertThatThrownBy(this::giveAdaANumberAndAbort).isInstanceOf(PreconditionFailed.class);
        long bobs = numberOf(BOB);

        assertThat(find(ADA)).isEmpty();
        assertThat(numberOf(ADA)).isNotEqualTo(bobs);
        assertThat(find(BOB)).contains(bobs);
    }

    /** Looks it up again in the same transaction, which sees what it wrote itself. */
    private void giveAdaANumberAndAbort() {
        store.transactions()
                .write(context -> tenants.findOrCreate(context, ADA)
                        .thenCompose(number -> tenants.find(context, ADA))
                        .thenCompose(found -> {
                            assertThat(found).isPresent();
                            return CompletableFuture.failedFuture(
                                    new PreconditionFailed("ABORTED", "aborted", Map.of()));
                        }))
                .await()
                .atMost(PATIENCE);
    }

    private long numberOf(TenantName tenant) {
        return store.transactions()
                .write(context -> tenants.findOrCreate(context, tenant))
                .await()
                .atMost(PATIENCE)
                .value();
    }

    private Optional<Long> find(TenantName tenant) {
        return store.transactions()
                .read(context -> tenants.find(context, tenant))
                .await()
                .atMost(PATIENCE);
    }
}
