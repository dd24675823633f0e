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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and mutual TLS at the port of the packaged server, set up as {@code docs/transport.md} says. */
class TransportIT {
    private static final String ROOT_KEY = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
    private static final String KEY_ENCRYPTION_KEY =
            "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";
    private static final String TLS_ALONE = "quarkus.http.insecure-requests=disabled";

    @TempDir
    static Path certificates;

    private static Certificate ofServer;
    private static Certificate ofClient;
    private static Certificate ofStranger;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeCertificates() throws IOException, InterruptedException {
        ofServer = Certificate.make(certificates, "server");
        ofClient = Certificate.make(certificates, "client");
        ofStranger = Certificate.make(certificates, "stranger");
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
                        "quarkus.http.limits.max-connections=2"))) {
            assertThat(call(tls(server, ofServer, ofClient))).isEqualTo(Code.OK);
            assertThat(call(tls(server, ofServer))).isEqualTo(Code.UNAVAILABLE);
            assertThat(call(tls(server, ofServer, ofStranger))).isEqualTo(Code.UNAVAILABLE);
            assertThatTwoConnectionsAreTaken(server);
        }
    }

    @Test
    void aConnectionOnWhichNothingMovesIsClosed() throws Exception {
        try (PackagedServer server =
                        PackagedServer.start(directory, ROOT_KEY, KEY_ENCRYPTION_KEY, "quarkus.http.idle-timeout=1s");
                Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(60_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void itDoesNotStartHalfProtected() throws Exception {
        try (PackagedServer server = PackagedServer.launch(directory, configuration())) {
            assertThat(server.refusalToStart()).contains("quarkus.http.insecure-requests=disabled");
        }
    }

    @Test
    void itDoesNotAskForCertificatesThatItCannotCheck() throws Exception {
        try (PackagedServer server = PackagedServer.launch(
                directory, configuration(TLS_ALONE, "recordstore.transport.client-certificates=required"))) {
            assertThat(server.refusalToStart()).contains("quarkus.tls.trust-store");
        }
    }

    private static void assertThatTwoConnectionsAreTaken(PackagedServer server) throws Exception {
        try (ServiceClient one = new ServiceClient(tls(server, ofServer, ofClient), TestTokens.admin("acme"))) {
            awaitOk(one);
            try (ServiceClient two = new ServiceClient(tls(server, ofServer, ofClient), TestTokens.admin("acme"))) {
                awaitOk(two);
                assertThat(call(tls(server, ofServer, ofClient))).isEqualTo(Code.UNAVAILABLE);
            }
        }
    }

    /** The connections of before are counted until the server has seen them close. */
    private static void awaitOk(ServiceClient client) throws InterruptedException {
        for (int attempt = 0; attempt < 300 && call(client) != Code.OK; attempt++) {
            Thread.sleep(100);
        }
        assertThat(call(client)).isEqualTo(Code.OK);
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
            return call(client);
        }
    }

    private static Code call(ServiceClient client) {
        try {
            client.tokens().inspect(InspectRequest.getDefaultInstance());
            return Code.OK;
        } catch (StatusRuntimeException refusal) {
            return refusal.getStatus().getCode();
        }
    }
}
