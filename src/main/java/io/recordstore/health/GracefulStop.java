package io.recordstore.health;

import io.quarkus.smallrye.health.runtime.ShutdownReadinessCheck;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * What happens between the signal to stop and the end: not ready; then nothing new is taken; then, when what was open has
 * been answered, or the time for it is over, Quarkus closes the port and the store. In place of Quarkus' own readiness
 * check for a stop (see quarkus.arc.exclude-types), which is told first and waited for. Its own waiting for requests answers new ones over HTTP/2 with a
 * header that HTTP/2 forbids, which gRPC clients take for a defect and not for a reason to go elsewhere.
 */
@Singleton
@Readiness
class GracefulStop extends ShutdownReadinessCheck {
    private static final Logger LOG = Logger.getLogger(GracefulStop.class);

    private final StopConfig config;
    private final OpenRequests requests;
    private final Event<Stopping> stopping;
    private final Event<Refusing> refusing;

    GracefulStop(StopConfig config, OpenRequests requests, Event<Stopping> stopping, Event<Refusing> refusing) {
        this.config = config;
        this.requests = requests;
        this.stopping = stopping;
        this.refusing = refusing;
    }

    @Override
    public void shutdown() {
        super.shutdown();
        Duration delay = config.delay();
        stopping.fire(new Stopping(delay.plus(config.streams())));
        try {
            Thread.sleep(delay.toMillis());
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() throws InterruptedException {
        requests.refuse();
        int open = requests.open();
        if (open > 0) {
            LOG.infof("stopping: %d calls are still to be answered", open);
        }
        refusing.fire(new Refusing());
        int left = requests.awaitNone(config.grace());
        if (left > 0) {
            LOG.warnf("stopping: %d calls are cut, which were not answered within %s", left, config.grace());
        }
    }
}
