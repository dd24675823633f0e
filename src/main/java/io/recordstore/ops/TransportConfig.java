package io.recordstore.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.http.ClientAuth;

/** What the server asks of a connection: {@code recordstore.transport}. */
@ConfigMapping(prefix = "recordstore.transport")
public interface TransportConfig {
    /**
     * Whether clients show a certificate that the trust store knows: {@code none}, {@code request} (those that show one
     * show a good one) or {@code required}. A property of Quarkus has the same meaning, but is fixed at build time.
     */
    @WithDefault("none")
    ClientAuth clientCertificates();
}
