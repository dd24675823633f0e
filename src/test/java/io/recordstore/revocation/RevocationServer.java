package io.recordstore.revocation;

import com.apple.foundationdb.Database;
import io.recordstore.auth.Access;
import io.recordstore.auth.AccessFixture;
import io.recordstore.auth.Credential;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.fault.Fault;
import io.recordstore.name.TenantName;
import io.recordstore.store.TestStore;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** What one server knows of revoked tokens, and whether it takes a token. Several may share a database. */
final class RevocationServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Target ANYWHERE = new Target("", new Target.One("prod/users"), "");
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    private final AtomicLong slept = new AtomicLong();
    private final TestStore store;
    private final FollowedRevocations followed;
    private final RevokedTokens revokedTokens;
    private final Access access;

    /** @param settings alternating names and values under {@code recordstore.tokens.revocations} */
    RevocationServer(Database database, ExecutorService threads, Clock clock, String... settings) {
        store = new TestStore(database, threads);
        RevocationConfig config = config(settings);
        RevocationStore revocations = new RevocationStore(store.transactions(), new RevocationKeys(store.root()));
        followed = new FollowedRevocations(revocations, config, clock, () -> System.nanoTime() + slept.get());
        revokedTokens = new RevokedTokens(revocations, followed, config, clock);
        access = AccessFixture.access(followed);
    }

    private static RevocationConfig config(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().addDiscoveredConverters();
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("recordstore.tokens.revocations." + settings[i], settings[i + 1]);
        }
        return config.withMapping(RevocationConfig.class).build().getConfigMapping(RevocationConfig.class);
    }

    RevocationServer start() {
        followed.start().await().atMost(PATIENCE);
        return this;
    }

    /** Lets time pass without a look at the store. */
    void sleep(Duration time) {
        slept.addAndGet(time.toNanos());
    }

    void look() {
        followed.look().await().atMost(PATIENCE);
    }

    /** What the server answers to a call with the token: {@code ALLOWED}, or the reason why not. */
    String answer(String token) {
        try {
            access.check(Credential.ofHeader("Bearer " + token), Operation.READ, ANYWHERE)
                    .await()
                    .atMost(PATIENCE);
            return "ALLOWED";
        } catch (Fault refusal) {
            return refusal.reason();
        }
    }

    Revocation revoke(String tenant, String id) {
        return revoke(tenant, id, Optional.of(FAR));
    }

    Revocation revoke(String tenant, String id, Optional<Instant> expireTime) {
        return revokedTokens
                .revoke(new TenantName(tenant), new RevocationId(id), expireTime, "a test", "")
                .await()
                .atMost(PATIENCE);
    }

    List<Revocation> list(String tenant) {
        return revokedTokens
                .list(new TenantName(tenant), Optional.empty(), 1_000)
                .await()
                .atMost(PATIENCE);
    }

    int purge() {
        return revokedTokens.purge().await().atMost(PATIENCE);
    }

    /** How many keys there are of revocations, of all kinds. */
    int keys() {
        return store.transactions()
                .read(context -> context.readTransaction(true)
                        .getRange(store.root().range())
                        .asList())
                .await()
                .atMost(PATIENCE)
                .size();
    }

    @Override
    public void close() {
        followed.stop();
    }
}
