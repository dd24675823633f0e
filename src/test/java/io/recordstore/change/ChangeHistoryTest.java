package io.recordstore.change;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** Nothing is lost or reordered between those who write and those who watch; with kills of the server in an IT. */
@QuarkusTest
class ChangeHistoryTest {
    @TestHTTPResource("/")
    URL server;

    @Test
    void everyWatcherSeesEveryCommitOnceAndInOrder() throws Exception {
        long seed = Long.getLong("changes.seed", System.nanoTime());
        System.out.println("ChangeHistoryTest from -Dchanges.seed=" + seed);

        new ChangeFeedRun(
                        server::getPort, TestTokens.admin("feeds"), seed, 8, Integer.getInteger("changes.commits", 25))
                .run(8, () -> null);
    }
}
