package io.recordstore.operation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is done behind calls: how many index builds and seals there are, how long they take, and how they end. */
@Singleton
public class JobMeters {
    private final Map<JobKind, AtomicInteger> running = new EnumMap<>(JobKind.class);
    private final Map<JobKind, Timer> done = new EnumMap<>(JobKind.class);
    private final Map<JobKind, Timer> failed = new EnumMap<>(JobKind.class);
    private final Counter rotations;

    public JobMeters(MeterRegistry registry) {
        for (JobKind kind : JobKind.values()) {
            AtomicInteger count = new AtomicInteger();
            running.put(kind, count);
            Gauge.builder("recordstore.jobs.running", count, AtomicInteger::get)
                    .description("Jobs that this server works on")
                    .tag("kind", label(kind))
                    .register(registry);
            done.put(kind, timer(registry, kind, "done"));
            failed.put(kind, timer(registry, kind, "failed"));
        }
        this.rotations = Counter.builder("recordstore.keys.rotations")
                .description("New data-encryption keys that RecordSpaces were given")
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, JobKind kind, String outcome) {
        return Timer.builder("recordstore.jobs")
                .description("Runs of jobs; one that failed is tried again")
                .tag("kind", label(kind))
                .tag("outcome", outcome)
                .register(registry);
    }

    private static String label(JobKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** @return when, for {@link #ended} */
    long began(JobKind kind) {
        running.get(kind).incrementAndGet();
        return System.nanoTime();
    }

    /** @param error null where there is none */
    void ended(JobKind kind, long beganNanos, Throwable error) {
        running.get(kind).decrementAndGet();
        (error == null ? done : failed).get(kind).record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
    }

    /** A RecordSpace was given a new data key. */
    public void rotated() {
        rotations.increment();
    }
}
