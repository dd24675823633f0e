package io.recordstore.ops;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The port's connections: asks clients for certificates, notices dead peers, and refuses to start half protected. A
 * server with TLS would take calls without TLS on its other port, unless told not to; here it is to be told either.
 */
@Singleton
class Transport implements HttpServerOptionsCustomizer {
    private static final String CLIENT_CERTIFICATES = "recordstore.transport.client-certificates";
    private static final String INSECURE_REQUESTS = "quarkus.http.insecure-requests";

    private final ClientAuth clientCertificates;
    private final Optional<String> insecureRequests;

    Transport(TransportConfig config, @ConfigProperty(name = INSECURE_REQUESTS) Optional<String> insecureRequests) {
        this.clientCertificates = config.clientCertificates();
        this.insecureRequests = insecureRequests;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setTcpKeepAlive(true);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setTcpKeepAlive(true);
        boolean isTls = options.getKeyCertOptions() != null;
        if (isTls && insecureRequests.isEmpty()) {
            throw new ConfigurationException("TLS is configured, and calls without TLS would still be taken at"
                    + " quarkus.http.port: set " + INSECURE_REQUESTS + "=disabled, or enabled to take both");
        }
        if (clientCertificates != ClientAuth.NONE) {
            requireTrust(options, isTls);
            options.setClientAuth(clientCertificates);
        }
    }

    private void requireTrust(HttpServerOptions options, boolean isTls) {
        if (!isTls || options.getTrustOptions() == null) {
            throw new ConfigurationException(CLIENT_CERTIFICATES + " needs TLS (quarkus.tls.key-store) and the"
                    + " certificates to trust (quarkus.tls.trust-store)");
        }
        boolean isOpen = insecureRequests.filter("enabled"::equalsIgnoreCase).isPresent();
        if (clientCertificates == ClientAuth.REQUIRED && isOpen) {
            throw new ConfigurationException(CLIENT_CERTIFICATES + "=required protects nothing while "
                    + INSECURE_REQUESTS + "=enabled takes calls without TLS: set it to disabled");
        }
    }
}
