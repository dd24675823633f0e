package io.recordstore.ops;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Asks this server one question as soon as its port is open, and logs when, after the start of the process, it was
 * answered: what a platform that starts servers on demand has callers wait for.
 */
@Singleton
class FirstAnswer {
    private static final Logger LOG = Logger.getLogger(FirstAnswer.class);
    private static final String QUESTION = "/q/health/started";
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final AtomicBoolean isAsked = new AtomicBoolean();

    FirstAnswer(Vertx vertx) {
        this.vertx = vertx;
    }

    void ask(@ObservesAsync HttpServerStart event) {
        ask(event.options());
    }

    void ask(@ObservesAsync HttpsServerStart event) {
        ask(event.options());
    }

    private void ask(HttpServerOptions server) {
        if (LaunchMode.current() != LaunchMode.NORMAL || !isAsked.compareAndSet(false, true)) {
            return;
        }
        // Where it says 0, for any that is free, the configuration has the one that was taken.
        String port = server.isSsl() ? "quarkus.http.ssl-port" : "quarkus.http.port";
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("localhost")
                .setDefaultPort(ConfigProvider.getConfig().getValue(port, Integer.class))
                .setSsl(server.isSsl())
                .setTrustAll(true) // nothing is told, and whoever answers is this process
                .setVerifyHost(false));
        client.request(HttpMethod.GET, QUESTION)
                .compose(request -> request.send().compose(response -> response.end()))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(answered -> LOG.infof("the first request was answered %d ms after the start", sinceStart()))
                .onFailure(error -> LOG.debugf("the first request was not answered: %s", error))
                .onComplete(ended -> client.close());
    }

    private static long sinceStart() {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        return Duration.between(start, Instant.now()).toMillis();
    }
}
