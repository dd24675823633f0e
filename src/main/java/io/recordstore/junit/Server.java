package io.recordstore.junit;

import io.grpc.Channel;

/** The server that tests call. */
interface Server extends AutoCloseable {
    /** On which every call carries a token. */
    Channel channel();

    @Override
    void close();
}
