package io.recordstore.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;

/**
 * The checks of readiness as metrics: what the HTTP probe would be told now. They know what was seen last, so a scrape asks the
 * store nothing.
 */
@Singleton
class ReadinessMeters {
    private final MeterRegistry registry;
    private final StoreReadiness store;
    private final RevocationReadiness revocations;
    private final GracefulStop stop;

    ReadinessMeters(
            MeterRegistry registry,
            @Readiness StoreReadiness store,
            @Readiness RevocationReadiness revocations,
            @Readiness GracefulStop stop) {
        this.registry = registry;
        this.store = store;
        this.revocations = revocations;
        this.stop = stop;
    }

    void start(@Observes StartupEvent event) {
        register("store", store);
        register("revocations", revocations);
        register("stop", stop);
    }

    private void register(String name, HealthCheck check) {
        Gauge.builder("recordstore.ready", check, ReadinessMeters::value)
                .description("1 while a check of readiness is up, 0 while it is down")
                .tag("check", name)
                .register(registry);
    }

    private static double value(HealthCheck check) {
        return check.call().getStatus() == Status.UP ? 1 : 0;
    }
}
