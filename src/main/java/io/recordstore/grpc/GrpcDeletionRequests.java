package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.query.DeletionRequests;
import io.recordstore.query.QuerySpec;
import io.recordstore.v1.DeleteWhereRequest;
import jakarta.inject.Singleton;

/** What deletes in the background were asked for, as the API has it. */
@Singleton
class GrpcDeletionRequests implements DeletionRequests {

    @Override
    public QuerySpec read(ByteString request) {
        try {
            return AggregateMessages.read(DeleteWhereRequest.parseFrom(request));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what is to be deleted cannot be read", e);
        }
    }
}
