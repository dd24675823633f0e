package io.recordstore.junit;

import io.grpc.Channel;
import io.recordstore.v1.ChangeServiceGrpc;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.RecordSpaceServiceGrpc;
import io.recordstore.v1.SchemaServiceGrpc;
import io.recordstore.v1.TransactionServiceGrpc;

/**
 * The RecordSpace of one test, and a client of its server.
 *
 * @param tenant that owns it
 * @param name what calls say in {@code record_space}
 * @param channel on which every call carries a token with every right on it
 */
public record TestRecordSpace(String tenant, String name, Channel channel) {
    /** Puts, gets and queries. */
    public RecordServiceGrpc.RecordServiceBlockingStub records() {
        return RecordServiceGrpc.newBlockingStub(channel);
    }

    /** Transactions. */
    public TransactionServiceGrpc.TransactionServiceBlockingStub transactions() {
        return TransactionServiceGrpc.newBlockingStub(channel);
    }

    /** Changes, where they are kept: {@link RecordSpaceTest#changeRetentionSeconds}. */
    public ChangeServiceGrpc.ChangeServiceBlockingStub changes() {
        return ChangeServiceGrpc.newBlockingStub(channel);
    }

    /** Schemas. */
    public SchemaServiceGrpc.SchemaServiceBlockingStub schemas() {
        return SchemaServiceGrpc.newBlockingStub(channel);
    }

    /** RecordSpaces. */
    public RecordSpaceServiceGrpc.RecordSpaceServiceBlockingStub spaces() {
        return RecordSpaceServiceGrpc.newBlockingStub(channel);
    }
}
