package io.recordstore.bench.peer;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.RecordServiceGrpc;
import java.util.concurrent.CompletableFuture;

/** Sends records in one call, as fast as the server takes them. */
record BulkPut(Channel channel, String space, String type) {

    void send(Iterable<ByteString> records) {
        CompletableFuture<BulkPutResponse> answer = new CompletableFuture<>();
        ReadyRequests requests = new ReadyRequests(answer);
        StreamObserver<BulkPutRequest> stream =
                RecordServiceGrpc.newStub(channel).bulkPut(requests);
        for (ByteString record : records) {
            requests.awaitReady();
            stream.onNext(BulkPutRequest.newBuilder()
                    .setRecordSpace(space)
                    .setRecordType(type)
                    .setProtobuf(record)
                    .build());
        }
        stream.onCompleted();
        if (answer.join().getFailedCount() > 0) {
            throw new IllegalStateException("records were refused: " + answer.join());
        }
    }
}
