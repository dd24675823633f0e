package io.recordstore.bench.peer;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.List;

/** Connections that gRPC clients share, the same number of clients each, whoever the server is. */
final class Channels implements AutoCloseable {
    private static final int CLIENTS_PER_CHANNEL = 32;
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final int port;
    private final List<ManagedChannel> channels = new ArrayList<>();

    Channels(int port) {
        this.port = port;
    }

    synchronized ManagedChannel of(int client) {
        int index = client / CLIENTS_PER_CHANNEL;
        while (channels.size() <= index) {
            channels.add(ManagedChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .build());
        }
        return channels.get(index);
    }

    @Override
    public synchronized void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }
}
