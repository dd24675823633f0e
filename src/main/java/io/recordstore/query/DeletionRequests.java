package io.recordstore.query;

import com.google.protobuf.ByteString;

/** Reads what a delete in the background was asked for: the edge's own message, which the store keeps until it is through. */
public interface DeletionRequests {
    /** @throws io.recordstore.fault.InvalidRequest when it breaks the rules of the API */
    QuerySpec read(ByteString request);
}
