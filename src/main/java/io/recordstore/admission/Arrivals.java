package io.recordstore.admission;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends requests whose clients do not finish a message in time: such a request holds its part of the memory, and a few
 * thousand of them all of it, before anybody could ask who sends it. Looked at in rounds, so that a request costs no timer.
 */
@Singleton
class Arrivals {
    private static final int ROUNDS_PER_TIMEOUT = 4;

    private final Duration timeout;
    private final Vertx vertx;
    private final Map<MessageArrival, Runnable> open = new ConcurrentHashMap<>();
    private long rounds;

    Arrivals(AdmissionConfig config, Vertx vertx) {
        this.timeout = config.messageTimeout();
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        rounds = vertx.setPeriodic(Math.max(1, timeout.toMillis() / ROUNDS_PER_TIMEOUT), round -> look());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(rounds);
    }

    /**
     * Follows the messages of the current request.
     *
     * @param arrival theirs
     * @param whenLate is run on the request's context, once
     */
    void follow(MessageArrival arrival, Runnable whenLate) {
        Context context = Vertx.currentContext();
        open.put(arrival, () -> context.runOnContext(late -> end(arrival, whenLate)));
    }

    private void end(MessageArrival arrival, Runnable whenLate) {
        if (isLate(arrival, System.nanoTime())) {
            forget(arrival);
            whenLate.run();
        }
    }

    private void look() {
        long now = System.nanoTime();
        open.forEach((arrival, end) -> {
            if (isLate(arrival, now)) {
                end.run();
            }
        });
    }

    private boolean isLate(MessageArrival arrival, long now) {
        long since = arrival.owedSinceNanos();
        return since != MessageArrival.NOTHING && now - since > timeout.toNanos();
    }

    void forget(MessageArrival arrival) {
        arrival.ended();
        open.remove(arrival);
    }

    Duration timeout() {
        return timeout;
    }
}
