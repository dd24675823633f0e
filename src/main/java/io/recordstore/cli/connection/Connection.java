package io.recordstore.cli.connection;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.Situation;
import io.recordstore.cli.output.Terminal;
import io.recordstore.v1.ChangeServiceGrpc;
import io.recordstore.v1.ChangeServiceGrpc.ChangeServiceBlockingStub;
import io.recordstore.v1.OperationServiceGrpc;
import io.recordstore.v1.OperationServiceGrpc.OperationServiceBlockingStub;
import io.recordstore.v1.QuotaServiceGrpc;
import io.recordstore.v1.QuotaServiceGrpc.QuotaServiceBlockingStub;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceBlockingStub;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceStub;
import io.recordstore.v1.RecordSpaceServiceGrpc;
import io.recordstore.v1.RecordSpaceServiceGrpc.RecordSpaceServiceBlockingStub;
import io.recordstore.v1.SchemaServiceGrpc;
import io.recordstore.v1.SchemaServiceGrpc.SchemaServiceBlockingStub;
import io.recordstore.v1.TokenServiceGrpc;
import io.recordstore.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server and a token. Calls under way are cancelled when the process is interrupted.
 *
 * <p>Blocking stubs: a stream's next message is taken from the network when the command asks for it.
 */
public final class Connection implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** A record has at most 10 MB; as JSON it may be half as long again. */
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final long CLOSE_MILLIS = 500;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Thread cancelling = new Thread(this::cancel, "cancel-calls");
    private final Metadata headers = new Metadata();
    private final Optional<Duration> timeout;
    private final String tenant;
    private final Situation situation;
    private volatile boolean isInterrupted;

    private Connection(ManagedChannel channel, Token token, ConnectionOptions options, Situation situation) {
        this.channel = channel;
        this.timeout = Optional.ofNullable(options.timeout);
        this.tenant = options.tenant();
        this.situation = situation;
        if (!token.text().isEmpty()) {
            headers.put(AUTHORIZATION, "Bearer " + token.text());
        }
        Runtime.getRuntime().addShutdownHook(cancelling);
    }

    /** Opens a connection; the network is not used before the first call. */
    public static Connection open(ConnectionOptions options, Terminal terminal) {
        Address address = Address.parse(options.server(terminal));
        Token token = Token.find(options, terminal, address);
        ManagedChannel channel = Grpc.newChannelBuilder(address.toString(), credentials(options, terminal, address))
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
        Situation situation = new Situation(address.toString(), token.source(), Optional.empty(), Optional.empty());
        return new Connection(channel, token, options, situation);
    }

    private static ChannelCredentials credentials(ConnectionOptions options, Terminal terminal, Address address) {
        Optional<Path> ca = options.ca(terminal);
        Optional<Path> cert = options.cert(terminal);
        Optional<Path> key = options.key(terminal);
        if (options.tls && options.plaintext) {
            throw CommandFailure.usage("--tls and --plaintext exclude each other");
        }
        boolean isSecured = options.tls
                || !options.plaintext && address.tls().orElse(!address.isLocal() || ca.isPresent() || cert.isPresent());
        if (!isSecured) {
            return InsecureChannelCredentials.create();
        }
        if (cert.isPresent() != key.isPresent()) {
            throw CommandFailure.usage("mutual TLS needs both --cert and --key");
        }
        try {
            TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
            if (ca.isPresent()) {
                tls.trustManager(readable(ca.get()));
            }
            if (cert.isPresent()) {
                tls.keyManager(readable(cert.get()), readable(key.get()));
            }
            return tls.build();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw CommandFailure.usage("--ca, --cert and --key are files in PEM: one of them cannot be read");
        }
    }

    private static File readable(Path file) {
        if (!file.toFile().canRead()) {
            throw CommandFailure.usage("the file " + file + " cannot be read");
        }
        return file.toFile();
    }

    /** What calls of this connection are about, for errors. */
    public Situation situation() {
        return situation;
    }

    /** The tenant that requests name; empty for the token's own. */
    public String tenant() {
        return tenant;
    }

    public RecordSpaceServiceBlockingStub spaces() {
        return withDeadline(withToken(RecordSpaceServiceGrpc.newBlockingStub(channel)));
    }

    public SchemaServiceBlockingStub schemas() {
        return withDeadline(withToken(SchemaServiceGrpc.newBlockingStub(channel)));
    }

    public OperationServiceBlockingStub operations() {
        return withDeadline(withToken(OperationServiceGrpc.newBlockingStub(channel)));
    }

    public TokenServiceBlockingStub tokens() {
        return withDeadline(withToken(TokenServiceGrpc.newBlockingStub(channel)));
    }

    public QuotaServiceBlockingStub quotas() {
        return withDeadline(withToken(QuotaServiceGrpc.newBlockingStub(channel)));
    }

    /** For calls with one answer. */
    public RecordServiceBlockingStub records() {
        return withDeadline(withToken(RecordServiceGrpc.newBlockingStub(channel)));
    }

    /** For calls whose answer is a stream. */
    public RecordServiceBlockingStub recordStreams() {
        return withTimeoutAskedFor(withToken(RecordServiceGrpc.newBlockingStub(channel)));
    }

    /** Of changes; its calls' answers are streams. */
    public ChangeServiceBlockingStub changes() {
        return withTimeoutAskedFor(withToken(ChangeServiceGrpc.newBlockingStub(channel)));
    }

    /** For calls whose request is a stream. */
    public RecordServiceStub uploads() {
        return withTimeoutAskedFor(withToken(RecordServiceGrpc.newStub(channel)));
    }

    private <S extends AbstractStub<S>> S withToken(S stub) {
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private <S extends AbstractStub<S>> S withDeadline(S stub) {
        return stub.withDeadlineAfter(timeout.orElse(DEFAULT_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
    }

    private <S extends AbstractStub<S>> S withTimeoutAskedFor(S stub) {
        return timeout.isPresent() ? withDeadline(stub) : stub;
    }

    /** Whether the process is being interrupted: a call that fails now failed by that. */
    public boolean isInterrupted() {
        return isInterrupted;
    }

    private void cancel() {
        isInterrupted = true;
        channel.shutdownNow();
        awaitTermination();
    }

    private void awaitTermination() {
        try {
            channel.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(cancelling);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
        channel.shutdownNow();
    }
}
