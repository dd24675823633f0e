package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.InspectRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and mutual TLS at the port of the packaged server, set up as {@code docs/transport.md} says. */
class TransportIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY_ENCRYPTION_KEY =
            "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";
    private static final String TLS_ALONE = "quarkus.http.insecure-requests=disabled";

    @TempDir
    Path directory;

    private Certificate ofServer;
    private Certificate ofClient;
    private Certificate ofStranger;

    @BeforeEach
    void makeCertificates() throws IOException, InterruptedException {
        ofServer = Certificate.make(directory, "server");
        ofClient = Certificate.make(directory, "client");
        ofStranger = Certificate.make(directory, "stranger");
    }

    @Test
    void callsAreTakenOverTlsAndOverNothingElse() throws Exception {
        try (PackagedServer server = PackagedServer.start(directory, configuration(TLS_ALONE))) {
            assertThat(call(tls(server, ofServer))).isEqualTo(Code.OK);
            assertThat(call(tls(server, ofServer, ofStranger)))
                    .as("a certificate that was not asked for")
                    .isEqualTo(Code.OK);
            assertThat(call(tls(server, ofStranger)))
                    .as("a server that is not trusted")
                    .isEqualTo(Code.UNAVAILABLE);
            assertThat(call(ManagedChannelBuilder.forAddress("localhost", server.port())
                            .usePlaintext()))
                    .isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void onlyClientsWithACertificateThatIsTrustedAreTaken() throws Exception {
        try (PackagedServer server = PackagedServer.start(
                directory,
                configuration(
                        TLS_ALONE,
                        "quarkus.tls.trust-store.pem.certs=" + ofClient.pem(),
                        "recordstore.transport.client-certificates=required",
                        "quarkus.http.limits.max-connections=3",
                        "quarkus.http.idle-timeout=3s"))) {
            assertThat(call(tls(server, ofServer, ofClient))).isEqualTo(Code.OK);
            assertThat(call(tls(server, ofServer))).isEqualTo(Code.UNAVAILABLE);
            assertThat(call(tls(server, ofServer, ofStranger))).isEqualTo(Code.UNAVAILABLE);
            assertThat(call(tls(server, ofServer, ofClient))).isEqualTo(Code.OK);
            assertThatAnIdleConnectionIsClosed(server);
        }
    }

    @Test
    void itDoesNotStartHalfProtected() throws Exception {
        try (PackagedServer server = PackagedServer.launch(directory, configuration())) {
            assertThat(server.outputToTheEnd()).contains("quarkus.http.insecure-requests=disabled");
        }
    }

    @Test
    void itDoesNotAskForCertificatesThatItCannotCheck() throws Exception {
        try (PackagedServer server = PackagedServer.launch(
                directory, configuration(TLS_ALONE, "recordstore.transport.client-certificates=required"))) {
            assertThat(server.outputToTheEnd()).contains("quarkus.tls.trust-store");
        }
    }

    /** One that connects and says nothing. */
    private static void assertThatAnIdleConnectionIsClosed(PackagedServer server) throws IOException {
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(60_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private String[] configuration(String... more) {
        List<String> all = new ArrayList<>(List.of(
                ROOT_KEY,
                KEY_ENCRYPTION_KEY,
                "quarkus.tls.key-store.p12.path=" + ofServer.keyStore(),
                "quarkus.tls.key-store.p12.password=" + Certificate.PASSWORD));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static ManagedChannelBuilder<?> tls(PackagedServer server, Certificate trusted) throws IOException {
        TlsChannelCredentials.Builder credentials =
                TlsChannelCredentials.newBuilder().trustManager(trusted.pem().toFile());
        return Grpc.newChannelBuilderForAddress("localhost", server.port(), credentials.build());
    }

    private static ManagedChannelBuilder<?> tls(PackagedServer server, Certificate trusted, Certificate own)
            throws IOException, GeneralSecurityException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(trusted.pem().toFile())
                .keyManager(own.keyManagers());
        return Grpc.newChannelBuilderForAddress("localhost", server.port(), credentials.build());
    }

    private static Code call(ManagedChannelBuilder<?> server) {
        try (ServiceClient client = new ServiceClient(server, TestTokens.admin("acme"))) {
            client.tokens().inspect(InspectRequest.getDefaultInstance());
            return Code.OK;
        } catch (StatusRuntimeException refusal) {
            return refusal.getStatus().getCode();
        }
    }
}
