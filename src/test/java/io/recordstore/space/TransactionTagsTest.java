package io.recordstore.space;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.TransactionOptions;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.store.TestStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster is told with each transaction of a tenant whose it is. */
class TransactionTagsTest {
    /** By {@code fdb.options}. */
    private static final int AUTO_THROTTLE_TAG = 801;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TenantName ADA = new TenantName("ada");

    private final List<String> tags = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Database engine = TestStore.openDatabase(threads);
    private final TestStore store = new TestStore(noted(Database.class, engine), threads);
    private final TestSpaces spaces = new TestSpaces(store, TestDataKeys.create());

    @AfterEach
    void close() {
        engine.close();
        threads.shutdownNow();
    }

    @Test
    void aLookForATenantIsTagged() {
        run(context -> spaces.tenants().find(context, ADA));

        assertThat(tags).containsExactly("ada");
    }

    /** Also one that is in memory, as it is from the second look on where anything was ever deleted. */
    @Test
    void aLookForARecordSpaceIsTagged() {
        RecordSpaceName name = new RecordSpaceName("prod");
        RecordSpaceName deleted = new RecordSpaceName("deleted");
        create(deleted);
        spaces.spaces().delete(ADA, deleted).await().atMost(PATIENCE);
        create(name);
        for (int look = 0; look < 3; look++) {
            tags.clear();
            run(context -> spaces.catalog().get(context, ADA, name));

            assertThat(tags).as("look %d", look).isNotEmpty().allMatch("ada"::equals);
        }
    }

    private void create(RecordSpaceName name) {
        spaces.spaces()
                .create(ADA, name, Map.of(), ChangeRetention.NONE)
                .await()
                .atMost(PATIENCE);
    }

    private <T> void run(Function<FDBRecordContext, CompletableFuture<T>> task) {
        store.transactions().read(task).await().atMost(PATIENCE);
    }

    /** The engine, but for the options of its transactions, which it takes no notice of. */
    private <T> T noted(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                TransactionTagsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (real instanceof Transaction && method.getName().equals("options")) {
                        return new TransactionOptions(this::note);
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof Transaction transaction
                                ? noted(Transaction.class, transaction)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void note(int option, byte[] value) {
        if (option == AUTO_THROTTLE_TAG) {
            tags.add(new String(value, StandardCharsets.UTF_8));
        }
    }
}
