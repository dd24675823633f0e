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
              health    http://localhost:%1$d/q/health
              metrics   http://localhost:%1$d/q/metrics

            A token for tenant demo, good for 30 days:

              export TOKEN=%2$s

            The ten largest cities of the Netherlands, through an index:

              npx -y @bufbuild/buf curl --protocol grpc --http2-prior-knowledge \\
                -H "Authorization: Bearer $TOKEN" \\
                -d '{"record_space":"cities","record_type":"City","format":"RECORD_FORMAT_JSON",
                     "query":{"filter":{"field":{"path":"country","equals":{"string_value":"NL"}}},
                              "order_by":[{"path":"population","descending":true}],"limit":10}}' \\
                http://localhost:%1$d/recordstore.v1.RecordService/Query

            A city of your own:

              npx -y @bufbuild/buf curl --protocol grpc --http2-prior-knowledge \\
                -H "Authorization: Bearer $TOKEN" \\
                -d '{"record_space":"cities","record_type":"City",
                     "json":{"id":1,"name":"Atlantis","country":"NL","population":2000000}}' \\
                http://localhost:%1$d/recordstore.v1.RecordService/Put

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
