package io.recordstore.junit;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** A connection to a server on which every call carries a token. */
final class TokenChannel implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** A record may have 10 MB, and a page of a query more. */
    private static final int LARGEST_MESSAGE = 32 << 20;

    private static final long PATIENCE_SECONDS = 5;

    private final ManagedChannel connection;
    private final Channel channel;

    TokenChannel(ManagedChannelBuilder<?> address, String token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        connection = address.maxInboundMessageSize(LARGEST_MESSAGE).build();
        channel = ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void close() {
        connection.shutdownNow();
        try {
            connection.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
