package io.recordstore.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import io.recordstore.auth.MovableClock;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import io.recordstore.auth.TokenAttenuation;
import io.recordstore.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What servers on one store know of each other's revocations. */
class FollowedRevocationsTest {
    private static final String NEVER = "1h";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Database database = TestStore.openDatabase(threads);
    private final List<RevocationServer> servers = new ArrayList<>();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-06-15T12:00:00Z"));
    private final Random random = new Random(4711);

    @AfterEach
    void close() {
        servers.forEach(RevocationServer::close);
        database.close();
        threads.shutdownNow();
    }

    @Test
    void whatOneServerRevokesTheOthersAreToldOf() throws InterruptedException {
        RevocationServer one = start("poll", NEVER);
        RevocationServer other = start("poll", NEVER);
        for (int round = 0; round < 5; round++) {
            String token = TestTokens.admin("acme");
            assertThat(other.answer(token)).isEqualTo("ALLOWED");

            one.revoke("acme", TestTokens.revocationId(token));

            assertThat(one.answer(token)).isEqualTo("TOKEN_REVOKED");
            assertRefusedSoon(other, token);
        }
    }

    @Test
    void whatNoWatchTellsOfIsFoundByLooking() throws InterruptedException {
        database.options().setMaxWatches(0);
        RevocationServer one = start("poll", NEVER);
        RevocationServer other = start("poll", "100ms");
        String token = TestTokens.admin("acme");
        assertThat(other.answer(token)).isEqualTo("ALLOWED");

        one.revoke("acme", TestTokens.revocationId(token));

        assertRefusedSoon(other, token);
    }

    @Test
    void aServerThatStartsKnowsWhatWasRevokedBefore() {
        RevocationServer one = start("poll", NEVER);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tokens.add(TestTokens.admin("acme"));
            one.revoke("acme", TestTokens.revocationId(tokens.get(i)));
        }

        RevocationServer later = start("poll", NEVER);

        assertThat(tokens).allSatisfy(token -> assertThat(later.answer(token)).isEqualTo("TOKEN_REVOKED"));
        assertThat(later.answer(TestTokens.admin("acme"))).isEqualTo("ALLOWED");
    }

    @Test
    void moreThanOnePageIsReadAtStart() {
        RevocationServer one = start("poll", NEVER);
        for (int i = 0; i < 600; i++) {
            one.revoke("acme", anyId());
        }
        String last = TestTokens.admin("acme");
        one.revoke("acme", TestTokens.revocationId(last));

        assertThat(start("poll", NEVER).answer(last)).isEqualTo("TOKEN_REVOKED");
    }

    @Test
    void theIdOfEveryBlockCounts() {
        RevocationServer server = start();
        String whole = TestTokens.admin("acme");
        String narrow = TokenAttenuation.of(whole).toSpaces("prod/*").token();
        String narrower =
                TokenAttenuation.of(narrow).toOperations(Operation.READ).token();
        String sibling = TokenAttenuation.of(whole).toOperations(Operation.READ).token();

        server.revoke("acme", TestTokens.revocationId(narrow));

        assertThat(server.answer(whole)).isEqualTo("ALLOWED");
        assertThat(server.answer(sibling)).isEqualTo("ALLOWED");
        assertThat(server.answer(narrow)).isEqualTo("TOKEN_REVOKED");
        assertThat(server.answer(narrower)).isEqualTo("TOKEN_REVOKED");
    }

    @Test
    void aTenantCannotEndTheTokensOfAnother() {
        RevocationServer server = start();
        String token = TestTokens.admin("acme");

        server.revoke("globex", TestTokens.revocationId(token));

        assertThat(server.answer(token)).isEqualTo("ALLOWED");
        assertThat(server.list("acme")).isEmpty();
    }

    @Test
    void aServerThatHasNotReadTheListRefusesEveryCall() {
        RevocationServer server = server();

        assertThat(server.answer(TestTokens.admin("acme"))).isEqualTo("UNAVAILABLE");
    }

    @Test
    void aServerThatCannotReadTheListRefusesEveryCall() {
        RevocationServer server = server();
        database.close();

        server.start();

        assertThat(server.answer(TestTokens.admin("acme"))).isEqualTo("UNAVAILABLE");
    }

    @Test
    void aServerWhoseListIsOldRefusesEveryCallUntilItHasLooked() {
        RevocationServer server = start("poll", NEVER, "stale", "30s");
        server.sleep(Duration.ofSeconds(20));
        assertThat(server.answer(TestTokens.admin("acme"))).isEqualTo("ALLOWED");

        server.sleep(Duration.ofSeconds(11));
        assertThat(server.answer(TestTokens.admin("acme"))).isEqualTo("UNAVAILABLE");

        server.look();
        assertThat(server.answer(TestTokens.admin("acme"))).isEqualTo("ALLOWED");
    }

    @Test
    void whatMemoryDoesNotHoldIsLookedUpInTheStore() {
        RevocationServer server = start("in-memory", "3");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            many.add(TestTokens.admin("many"));
            server.revoke("many", TestTokens.revocationId(many.get(i)));
        }
        String few = TestTokens.admin("few");
        server.revoke("few", TestTokens.revocationId(few));
        many.add(TestTokens.admin("many"));
        server.revoke("many", TestTokens.revocationId(many.get(3)));

        assertThat(many).allSatisfy(token -> assertThat(server.answer(token)).isEqualTo("TOKEN_REVOKED"));
        assertThat(server.answer(few)).isEqualTo("TOKEN_REVOKED");
        assertThat(server.answer(TestTokens.admin("many"))).isEqualTo("ALLOWED");
        assertThat(server.answer(TestTokens.admin("few"))).isEqualTo("ALLOWED");
    }

    @Test
    void revokingAgainChangesNothingButTheExpiryToALaterOne() {
        RevocationServer server = start();
        String id = anyId();
        Instant early = clock.instant().plusSeconds(10);
        Instant late = clock.instant().plusSeconds(20);
        Revocation first = server.revoke("acme", id, Optional.of(early));
        int keys = server.keys();
        clock.advance(Duration.ofSeconds(1));

        assertThat(server.revoke("acme", id, Optional.of(early))).isEqualTo(first);
        assertThat(server.revoke("acme", id, Optional.of(late))).isEqualTo(first.withExpireTime(Optional.of(late)));
        assertThat(server.revoke("acme", id, Optional.of(early)).expireTime()).contains(late);
        assertThat(server.keys()).isEqualTo(keys);

        assertThat(server.revoke("acme", id, Optional.empty()).expireTime()).isEmpty();
        assertThat(server.revoke("acme", id, Optional.of(late)).expireTime()).isEmpty();
        assertThat(server.list("acme")).containsExactly(first.withExpireTime(Optional.empty()));
    }

    @Test
    void aRevocationIsForgottenSomeTimeAfterItsTokensExpired() {
        RevocationServer server = start("clock-leeway", "1h", "poll", NEVER, "purge-every", "1s");
        int before = server.keys();
        Instant end = clock.instant().plusSeconds(60);
        for (int i = 0; i < 450; i++) {
            server.revoke("acme", anyId(), Optional.of(end));
        }
        String kept = TestTokens.admin("acme");
        server.revoke("acme", TestTokens.revocationId(kept), Optional.empty());

        clock.set(end.plus(Duration.ofMinutes(59)));
        assertThat(server.purge()).isZero();

        clock.set(end.plus(Duration.ofMinutes(61)));
        assertThat(server.purge()).isEqualTo(450);
        assertThat(server.list("acme")).hasSize(1);
        assertThat(server.keys())
                .as("the revocation, its log entry, and the last change")
                .isEqualTo(before + 3);
        server.look();
        assertThat(server.answer(kept)).isEqualTo("TOKEN_REVOKED");
        assertThat(start().answer(kept)).isEqualTo("TOKEN_REVOKED");
    }

    private static void assertRefusedSoon(RevocationServer server, String token) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (server.answer(token).equals("ALLOWED") && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        assertThat(server.answer(token)).isEqualTo("TOKEN_REVOKED");
    }

    private RevocationServer start(String... settings) {
        return server(settings).start();
    }

    private RevocationServer server(String... settings) {
        RevocationServer server = new RevocationServer(database, threads, clock, settings);
        servers.add(server);
        return server;
    }

    private String anyId() {
        byte[] id = new byte[64];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
