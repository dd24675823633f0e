package io.recordstore.ops;

import io.recordstore.store.Transactions;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the store answers: a read version is asked for each time, and waited for a second. */
@Readiness
@Singleton
class StoreReadiness implements AsyncHealthCheck {
    private static final String NAME = "store";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Transactions transactions;

    StoreReadiness(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return transactions
                .read(context -> context.ensureActive().getReadVersion())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(version -> HealthCheckResponse.named(NAME)
                        .up()
                        .withData("readVersion", version)
                        .build())
                .onFailure()
                .recoverWithItem(error -> HealthCheckResponse.named(NAME)
                        .down()
                        .withData("error", error.getClass().getSimpleName())
                        .build());
    }
}
