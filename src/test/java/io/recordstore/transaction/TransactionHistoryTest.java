package io.recordstore.transaction;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import java.net.URL;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What several clients do at once has a serial order in real time: Commit, Transact, Put and Get over a few records; with kills of
 * the server in an IT. Replayed from {@code -Dtransactions.seed}, as far as threads can be; {@code -Dtransactions.each} is how
 * much each client does.
 */
@QuarkusTest
class TransactionHistoryTest {
    private static final int CLIENTS = 8;
    private static final int EACH = Integer.getInteger("transactions.each", 60);

    @TestHTTPResource("/")
    URL server;

    @Test
    void whatClientsDoAtOnceHasASerialOrderInRealTime() throws Exception {
        long seed = Long.getLong("transactions.seed", System.nanoTime());
        System.out.println("TransactionHistoryTest from -Dtransactions.seed=" + seed);

        new TransactionHistoryRun(server::getPort, TestTokens.admin("histories"), seed, CLIENTS, EACH)
                .run(Optional.empty());
    }
}
