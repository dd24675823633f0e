package io.recordstore.query;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.stub.StreamObserver;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.RecordServiceGrpc.RecordServiceStub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Records from files, and into a RecordSpace. */
public final class Loading {
    private Loading() {}

    /** One message a line, as JSON. */
    public static List<Message> read(InputStream lines, Descriptor type) {
        List<Message> records = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                DynamicMessage.Builder record = DynamicMessage.newBuilder(type);
                JsonFormat.parser().merge(line, record);
                records.add(record.build());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /** Puts them with BulkPut, and returns its answer. */
    public static BulkPutResponse bulkPut(
            RecordServiceStub records, BulkPutRequest first, List<? extends Message> messages) {
        CompletableFuture<BulkPutResponse> response = new CompletableFuture<>();
        StreamObserver<BulkPutRequest> requests = records.bulkPut(new Answer(response));
        for (int i = 0; i < messages.size(); i++) {
            BulkPutRequest.Builder request = i == 0 ? first.toBuilder() : BulkPutRequest.newBuilder();
            requests.onNext(request.setProtobuf(messages.get(i).toByteString()).build());
        }
        requests.onCompleted();
        return response.orTimeout(300, TimeUnit.SECONDS).join();
    }

    /** The one answer of a call. */
    record Answer(CompletableFuture<BulkPutResponse> future) implements StreamObserver<BulkPutResponse> {
        @Override
        public void onNext(BulkPutResponse response) {
            future.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            future.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {}
    }
}
