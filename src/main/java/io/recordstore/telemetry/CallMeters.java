package io.recordstore.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls by method and code, whichever edge they come in by, with their latency. */
@Singleton
public class CallMeters {
    /** From a cached read to a transaction that takes all of its five seconds, and streams beyond. */
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Ended, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Api, AtomicInteger> open = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Api api : Api.values()) {
            AtomicInteger count = new AtomicInteger();
            open.put(api, count);
            Gauge.builder("recordstore.calls.open", count, AtomicInteger::get)
                    .description("Calls that have begun and not ended")
                    .tag("api", api.label)
                    .register(registry);
        }
    }

    /** An edge. */
    public enum Api {
        /** gRPC. */
        GRPC("grpc"),
        /** GraphQL. */
        GRAPHQL("graphql");

        private final String label;

        Api(String label) {
            this.label = label;
        }
    }

    private record Ended(Api api, String method, String code) {}

    /**
     * Notes the begin of a call.
     *
     * @param method one of a fixed set, such as {@code RecordService/Put}; nothing that a caller made up
     */
    public Call begin(Api api, String method) {
        open.get(api).incrementAndGet();
        return new Call(api, method);
    }

    private Timer timer(Ended ended) {
        return timers.computeIfAbsent(ended, key -> Timer.builder("recordstore.calls")
                .description("Calls by method and code, from their first byte to their answer's last")
                .tag("api", key.api().label)
                .tag("method", key.method())
                .tag("code", key.code())
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    }

    /** A call that has begun. */
    public final class Call {
        private final Api api;
        private final String method;
        private final long startNanos = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();

        private Call(Api api, String method) {
            this.api = api;
            this.method = method;
        }

        /**
         * Notes the end; only the first one counts.
         *
         * @param code the name of a gRPC status code, such as {@code OK}
         */
        public void end(String code) {
            end(method, code);
        }

        /**
         * As {@link #end(String)}, where the method is known only now.
         *
         * @param knownMethod in place of the one that it began with
         */
        public void end(String knownMethod, String code) {
            if (ended.compareAndSet(false, true)) {
                open.get(api).decrementAndGet();
                timer(new Ended(api, knownMethod, code)).record(Duration.ofNanos(System.nanoTime() - startNanos));
            }
        }
    }
}
