package io.recordstore.health;

import io.recordstore.store.StoreProbe;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * What the store answered last. It is asked in rounds, however many probes there are; a round with the wait for an answer
 * takes at most 1.4 seconds, so that whoever asks learns within two that the store has gone or come back.
 */
@Singleton
public class StoreHealth {
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(400);
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final StoreProbe probe;
    private volatile Seen last = new Seen(new StoreProbe.Answer(0, "not asked yet"), 0, System.nanoTime());

    StoreHealth(StoreProbe probe) {
        this.probe = probe;
    }

    /**
     * An answer of the store.
     *
     * @param tookNanos how long it was waited for
     * @param atNanos when it came, of {@link System#nanoTime}
     */
    record Seen(StoreProbe.Answer answer, long tookNanos, long atNanos) {
        long ageMillis() {
            return Duration.ofNanos(System.nanoTime() - atNanos).toMillis();
        }

        long tookMillis() {
            return Duration.ofNanos(tookNanos).toMillis();
        }
    }

    /** Asks, and waits. */
    void look() {
        long asked = System.nanoTime();
        StoreProbe.Answer answer = probe.ask(PATIENCE);
        long now = System.nanoTime();
        last = new Seen(answer, now - asked, now);
    }

    Seen last() {
        return last;
    }
}
