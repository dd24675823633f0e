package io.recordstore.quota;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The limits as this server knows them: those that operators have set, over those of configuration. Calls are answered
 * from memory.
 *
 * <p>One thread looks whether the versionstamp of the last change is another one than that at which all limits were read:
 * when the store's watch fires, when they were changed through this server, and at the latest after {@link
 * QuotaConfig#poll()}. Where the store cannot be read, what is known stays in force: a limit is no reason to refuse
 * everybody.
 */
@Singleton
public class FollowedQuotas {
    private static final Logger LOG = Logger.getLogger(FollowedQuotas.class);

    /** Some 100 kB, read in a few milliseconds: far within the five seconds of a transaction. */
    private static final int PAGE = 1_000;

    private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

    private final QuotaStore store;
    private final Duration poll;
    private final Quotas tenantDefaults;
    private final Quotas recordSpaceDefaults;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(FollowedQuotas::daemon);

    /**
     * Somebody's own limits.
     *
     * @param inForce with those of configuration where an operator has set none
     */
    private record Own(Quotas set, Quotas inForce) {}

    private volatile Map<QuotaOwner, Own> own = Map.of();

    /** Of the one thread only, as all below; null before the first look. */
    private byte[] stamp;

    private CompletableFuture<Void> watch = CompletableFuture.completedFuture(null);
    private boolean isFailing;

    FollowedQuotas(QuotaStore store, QuotaConfig config) {
        this.store = store;
        this.poll = config.poll();
        this.tenantDefaults = DefaultQuotas.ofTenants(config.tenant());
        this.recordSpaceDefaults = DefaultQuotas.ofRecordSpaces(config.recordSpace());
    }

    /** The limits in force. */
    public Quotas of(QuotaOwner owner) {
        Own its = own.get(owner);
        return its == null ? defaults(owner) : its.inForce();
    }

    private Quotas defaults(QuotaOwner owner) {
        return owner.isTenant() ? tenantDefaults : recordSpaceDefaults;
    }

    /** Those that an operator has set. */
    public Quotas setFor(QuotaOwner owner) {
        Own its = own.get(owner);
        return its == null ? Quotas.NONE : its.set();
    }

    /**
     * Changes limits, on this server before it completes and on others within {@link QuotaConfig#poll()}.
     *
     * @param which those to change
     * @param values what to: of those, one that is absent is as in configuration again
     */
    public Uni<Void> change(QuotaOwner owner, Set<Limit> which, Quotas values) {
        return store.set(owner, which, values).chain(this::look);
    }

    /**
     * Begins to follow.
     *
     * @return completes after the first look, whether it succeeded or not
     */
    public Uni<Void> start() {
        Uni<Void> first = look();
        long millis = poll.toMillis();
        thread.scheduleWithFixedDelay(this::lookOnce, millis, millis, TimeUnit.MILLISECONDS);
        return first;
    }

    /** Looks now. Completes when what was committed before is known, or the store could not be read. */
    Uni<Void> look() {
        return Uni.createFrom().completionStage(() -> CompletableFuture.runAsync(this::lookOnce, thread));
    }

    /** Ends following. */
    public void stop() {
        thread.shutdownNow();
        watch.cancel(false);
    }

    private void lookOnce() {
        try {
            follow();
            if (isFailing) {
                LOG.info("the limits of tenants can be read again");
            }
            isFailing = false;
        } catch (RuntimeException failure) {
            if (!isFailing && !thread.isShutdown()) {
                LOG.errorf("the limits of tenants cannot be read, and stay as they are known: %s", failure);
            }
            isFailing = true;
        }
    }

    private void follow() {
        QuotaStore.LastChange last = store.lastChange(watch.isDone()).await().atMost(READ_PATIENCE);
        last.watch().ifPresent(this::lookWhenFired);
        if (!Arrays.equals(last.stamp(), stamp)) {
            own = readAll();
            stamp = last.stamp();
        }
    }

    /** What changes meanwhile has another stamp, and is read again. */
    private Map<QuotaOwner, Own> readAll() {
        Map<QuotaOwner, Own> all = new HashMap<>();
        Optional<QuotaOwner> after = Optional.empty();
        List<QuotaStore.Entry> page;
        do {
            page = store.list(after, PAGE).await().atMost(READ_PATIENCE);
            page.forEach(entry -> all.put(entry.owner(), own(entry)));
            after = page.stream().reduce((first, second) -> second).map(QuotaStore.Entry::owner);
        } while (page.size() == PAGE);
        return Map.copyOf(all);
    }

    private Own own(QuotaStore.Entry entry) {
        return new Own(entry.quotas(), entry.quotas().orElse(defaults(entry.owner())));
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

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "recordstore-quotas");
        thread.setDaemon(true);
        return thread;
    }
}
