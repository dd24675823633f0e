package io.recordstore.revocation;

import io.recordstore.auth.Revocations;
import io.recordstore.fault.Unavailable;
import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The revoked tokens as this server knows them: read from the store's log once, and from then on followed.
 *
 * <p>One thread looks at the log from where it looked last: when the watch of the last change fires, when this server
 * has revoked a token itself, and at the latest after {@link RevocationConfig#poll()}. Calls are answered from memory.
 *
 * <p>Until the first look is over, and when the last one that succeeded is older than {@link RevocationConfig#stale()},
 * every call is refused.
 */
@Singleton
public class FollowedRevocations implements Revocations {
    private static final Logger LOG = Logger.getLogger(FollowedRevocations.class);

    /** Some 100 kB, read in a few milliseconds: far within the five seconds of a transaction. */
    private static final int PAGE = 500;

    private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

    /** Less than a call's time to be authorised. */
    private static final Duration LOOK_UP_PATIENCE = Duration.ofSeconds(1);

    private final RevocationStore store;
    private final RevocationConfig config;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(FollowedRevocations::daemon);

    private final KnownRevocations known;

    /** When what is known was up to date; null until it was for the first time. */
    private volatile Long currentAtNanos;

    /** Of the one thread only, as all below. */
    private byte[] position = {};

    private CompletableFuture<Void> watch = CompletableFuture.completedFuture(null);
    private Instant nextForgetting = Instant.MIN;
    private boolean isFailing;

    @Inject
    FollowedRevocations(RevocationStore store, RevocationConfig config, Clock clock) {
        this(store, config, clock, System::nanoTime);
    }

    /** @param nanoTime a clock that no one sets, in nanoseconds */
    FollowedRevocations(RevocationStore store, RevocationConfig config, Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.known = new KnownRevocations(config.inMemory());
    }

    @Override
    public boolean mayWait(TenantName tenant) {
        return !known.holds(tenant);
    }

    @Override
    public boolean isRevoked(TenantName tenant, List<String> revocationIds) {
        if (!isCurrent()) {
            throw new Unavailable("the server cannot tell which tokens are revoked now: try again");
        }
        return known.containsAny(tenant, revocationIds) || !known.holds(tenant) && isStored(tenant, revocationIds);
    }

    private boolean isStored(TenantName tenant, List<String> revocationIds) {
        return store.containsAny(tenant, revocationIds).await().atMost(LOOK_UP_PATIENCE);
    }

    /** Whether what is known is recent enough to answer calls. */
    public boolean isCurrent() {
        Long at = currentAtNanos;
        return at != null && nanoTime.getAsLong() - at <= config.stale().toNanos();
    }

    /**
     * Begins to follow.
     *
     * @return completes after the first look, whether it succeeded or not
     */
    public Uni<Void> start() {
        Uni<Void> first = look();
        long millis = config.poll().toMillis();
        thread.scheduleWithFixedDelay(this::lookOnce, millis, millis, TimeUnit.MILLISECONDS);
        return first;
    }

    /** Looks now. Completes when what was committed before is known, or the store could not be read. */
    Uni<Void> look() {
        return Uni.createFrom().completionStage(CompletableFuture.runAsync(this::lookOnce, thread));
    }

    /** Ends following. */
    public void stop() {
        thread.shutdownNow();
        watch.cancel(false);
    }

    private void lookOnce() {
        try {
            follow();
            forgetExpired();
            succeeded();
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    private void follow() {
        long begin;
        int read;
        do {
            begin = nanoTime.getAsLong();
            RevocationStore.Changes changes =
                    store.changesAfter(position, PAGE, watch.isDone()).await().atMost(READ_PATIENCE);
            changes.revocations().forEach(known::add);
            position = changes.position();
            changes.watch().ifPresent(this::lookWhenFired);
            read = changes.revocations().size();
        } while (read == PAGE);
        currentAtNanos = begin;
    }

    /** A watch that fails is not set again before the next poll, so that a store that refuses watches is left alone. */
    private void lookWhenFired(CompletableFuture<Void> next) {
        watch = next;
        next.thenRun(() -> {
            try {
                thread.execute(this::lookOnce);
            } catch (RejectedExecutionException stopped) {
                LOG.trace("a change came after the end");
            }
        });
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        if (!now.isBefore(nextForgetting)) {
            nextForgetting = now.plus(config.purgeEvery());
            known.forgetExpired(now.minus(config.clockLeeway()));
        }
    }

    private void succeeded() {
        if (isFailing) {
            LOG.info("the revoked tokens can be read again");
        }
        isFailing = false;
    }

    private void failed(RuntimeException failure) {
        if (!isFailing && !thread.isShutdown()) {
            LOG.errorf("the revoked tokens cannot be read, and calls are soon refused: %s", failure);
        }
        isFailing = true;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "recordstore-revocations");
        thread.setDaemon(true);
        return thread;
    }
}
