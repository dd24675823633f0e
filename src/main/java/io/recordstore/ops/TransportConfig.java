package io.recordstore.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.http.ClientAuth;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** What the server asks of a connection: {@code recordstore.transport}. */
@ConfigMapping(prefix = "recordstore.transport")
public interface TransportConfig {
    /**
     * Whether clients show a certificate that the trust store knows: {@code none}, {@code request} (those that show one
     * show a good one) or {@code required}. A property of Quarkus has the same meaning, but is fixed at build time.
     */
    @WithDefault("none")
    ClientAuth clientCertificates();

    /**
     * How long a new connection may be without a request whose head has arrived whole, and how long a client may take to send
     * the head of a further one. A client that connects ahead of its first call does so again when it calls.
     */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    Duration firstRequestTimeout();

    /** How long a connection may be without a request later on; unlike for the idle timeout, pings are none. */
    @WithDefault("15m")
    @DurationMin(millis = 1)
    Duration unusedTimeout();
}
