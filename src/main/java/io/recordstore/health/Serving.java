package io.recordstore.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.recordstore.revocation.FollowedRevocations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Whether this server should be given calls: the store answers, it is known which tokens are revoked, and nobody stops the
 * server. Looked at in rounds on a thread of its own.
 */
@Singleton
public class Serving {
    private static final Logger LOG = Logger.getLogger(Serving.class);

    private final StoreHealth store;
    private final FollowedRevocations revocations;
    private final Set<MultiEmitter<? super Boolean>> watchers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "health");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean isStopping;
    private volatile boolean isServing;

    Serving(StoreHealth store, FollowedRevocations revocations) {
        this.store = store;
        this.revocations = revocations;
    }

    void start(@Observes StartupEvent event) {
        timer.scheduleWithFixedDelay(this::look, 0, StoreHealth.BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    void end(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private void look() {
        boolean wasUp = store.last().answer().isGiven();
        store.look();
        boolean isUp = store.last().answer().isGiven();
        if (wasUp && !isUp) {
            LOG.warnf("not ready: the store: %s", store.last().answer().fault());
        } else if (isUp && !wasUp) {
            LOG.infof(
                    "the store answers, at read version %d",
                    store.last().answer().readVersion());
        }
        refresh();
    }

    /** From now on the server is not ready, for those who ask before they call; calls are still served. */
    void stop(@Observes Stopping event) {
        isStopping = true;
        refresh();
    }

    private synchronized void refresh() {
        boolean now = !isStopping && store.last().answer().isGiven() && revocations.isCurrent();
        if (now != isServing) {
            isServing = now;
            watchers.forEach(watcher -> watcher.emit(now));
        }
    }

    /** Whether to give this server calls. */
    public boolean isServing() {
        return isServing;
    }

    /** Whether to give this server calls, now and whenever it changes; without end. */
    public Multi<Boolean> watch() {
        return Multi.createFrom()
                .<Boolean>emitter(this::tell, BackPressureStrategy.LATEST)
                .skip()
                .repetitions();
    }

    /** Under the lock, so that no change falls between the first answer and those that follow. */
    private synchronized void tell(MultiEmitter<? super Boolean> watcher) {
        watchers.add(watcher);
        watcher.onTermination(() -> watchers.remove(watcher));
        watcher.emit(isServing);
    }
}
