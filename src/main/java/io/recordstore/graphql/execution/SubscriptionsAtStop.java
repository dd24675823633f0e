package io.recordstore.graphql.execution;

import io.recordstore.fault.Unavailable;
import io.recordstore.health.Stopping;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends subscriptions, which have no end of their own, when the server stops: with an error that says what to do. */
@Singleton
class SubscriptionsAtStop {
    private final Set<MultiEmitter<?>> open = ConcurrentHashMap.newKeySet();
    private final Vertx vertx;
    private volatile boolean isOver;

    SubscriptionsAtStop(Vertx vertx) {
        this.vertx = vertx;
    }

    void stop(@Observes Stopping event) {
        vertx.setTimer(Math.max(1, event.streamsEndAfter().toMillis()), timer -> {
            isOver = true;
            open.forEach(SubscriptionsAtStop::end);
        });
    }

    /** Says nothing, and fails when subscriptions are to end. */
    <T> Multi<T> stop() {
        return Multi.createFrom().emitter(emitter -> {
            open.add(emitter);
            emitter.onTermination(() -> open.remove(emitter));
            if (isOver) {
                end(emitter);
            }
        });
    }

    private static void end(MultiEmitter<?> subscription) {
        subscription.fail(new Unavailable("the server stops: subscribe again, after the last resume token that came"));
    }
}
