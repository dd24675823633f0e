package io.recordstore.ops;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.recordstore.auth.DevToken;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What dev mode adds to a start: demo data, and a banner with a token to try it. */
@Singleton
class DevMode {
    private static final Duration LOADING_PATIENCE = Duration.ofMinutes(2);

    private static final String BANNER =
            """

            record-store is running

              gRPC      localhost:%1$d   (reflection is on)
              GraphiQL  http://localhost:%1$d/q/graphiql/demo/cities#token=%2$s
              GraphQL   http://localhost:%1$d/graphql/demo/cities, and /graphql for all of the tenant
              health    http://localhost:%1$d/q/health
              metrics   http://localhost:%1$d/q/metrics

            The command line, built once with ./mvnw package -DskipTests, finds keys and server from this folder:

              bin/record-store query cities City --where 'country = "NL"' --order-by -population --limit 10
              bin/record-store put cities City '{"id": 1, "name": "Atlantis", "country": "NL", "population": 2000000}'

            Elsewhere, and for other clients: a token for tenant demo, good for 30 days.

              export RECORDSTORE_SERVER=localhost:%1$d
              export RECORDSTORE_TOKEN=%2$s

            """;

    private final DevToken token;
    private final DemoCities cities;
    private final int port;

    DevMode(DevToken token, DemoCities cities, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.token = token;
        this.cities = cities;
        this.port = port;
    }

    void load(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            cities.makePresent().await().atMost(LOADING_PATIENCE);
        }
    }

    /** The port is opened once, after everything has started; a live reload does not open it again. */
    void greet(@ObservesAsync HttpServerStart event) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            System.out.printf(BANNER, port, token.mint());
        }
    }
}
