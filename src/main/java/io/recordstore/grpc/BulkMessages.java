package io.recordstore.grpc;

import io.recordstore.admission.Admission;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.record.BulkPuts;
import io.recordstore.record.BulkPuts.Item;
import io.recordstore.v1.BulkPutFailure;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The stream of a bulk put: what a later message leaves empty is as in the first. */
final class BulkMessages {
    /** What goes before each message. */
    private static final int PREFIX_BYTES = 5;

    private final BulkPuts bulkPuts;
    private Optional<MemoryBudget.Share> memory = Optional.empty();
    private long heldBytes;
    private BulkPutRequest first;
    private BulkPuts.Run run;

    private BulkMessages(BulkPuts bulkPuts) {
        this.bulkPuts = bulkPuts;
    }

    /** Writes the records of a stream, and answers when it has ended. */
    static Uni<BulkPutResponse> run(Multi<BulkPutRequest> requests, BulkPuts bulkPuts) {
        BulkMessages stream = new BulkMessages(bulkPuts);
        return requests.onItem()
                .transformToUniAndConcatenate(stream::accept)
                .collect()
                .last()
                .chain(stream::finish)
                .map(BulkMessages::write);
    }

    private Uni<Void> accept(BulkPutRequest request) {
        heldBytes += PREFIX_BYTES + request.getSerializedSize();
        return (run == null ? begin(request) : run.accept(read(request))).invoke(this::release);
    }

    /** The stream may be as long as it likes: it holds what is not written yet. */
    private void release() {
        if (run.isDone()) {
            memory.ifPresent(share -> share.release(heldBytes));
            heldBytes = 0;
        }
    }

    private Uni<Void> begin(BulkPutRequest request) {
        memory = Admission.current();
        first = request;
        return bulkPuts.begin(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        request.getBulkId())
                .invoke(begun -> run = begun)
                .chain(() -> run.accept(read(request)));
    }

    private Uni<BulkPuts.Result> finish() {
        return run == null ? Uni.createFrom().item(new BulkPuts.Result(0, 0, 0, 0, List.of())) : run.finish();
    }

    /** @throws InvalidRequest when it is about another RecordSpace than the first */
    private Item read(BulkPutRequest request) {
        requireSame("tenant", request.getTenant(), first.getTenant());
        requireSame("record_space", request.getRecordSpace(), first.getRecordSpace());
        requireSame("bulk_id", request.getBulkId(), first.getBulkId());
        PutRequest put = put(request);
        try {
            return new BulkPuts.Record(put.getRecordType(), RecordMessages.content(put), RecordMessages.condition(put));
        } catch (InvalidRequest e) {
            return new BulkPuts.Unreadable(e);
        }
    }

    private static void requireSame(String field, String value, String expected) {
        if (!value.isEmpty() && !value.equals(expected)) {
            throw new InvalidRequest(field, "it is not the same in all messages of the stream");
        }
    }

    private PutRequest put(BulkPutRequest request) {
        PutRequest.Builder put = PutRequest.newBuilder()
                .setRecordType(request.getRecordType().isEmpty() ? first.getRecordType() : request.getRecordType())
                .setMode(request.getMode() == PutMode.PUT_MODE_UNSPECIFIED ? first.getMode() : request.getMode());
        switch (request.getContentCase()) {
            case PROTOBUF -> put.setProtobuf(request.getProtobuf());
            case JSON -> put.setJson(request.getJson());
            case CONTENT_NOT_SET -> {}
        }
        return put.build();
    }

    private static BulkPutResponse write(BulkPuts.Result result) {
        BulkPutResponse.Builder response = BulkPutResponse.newBuilder()
                .setReceivedCount(result.received())
                .setWrittenCount(result.written())
                .setResumedCount(result.resumed())
                .setFailedCount(result.failed());
        result.failures().forEach(failure -> response.addFailures(write(failure)));
        return response.build();
    }

    private static BulkPutFailure write(BulkPuts.Failure failure) {
        return BulkPutFailure.newBuilder()
                .setIndex(failure.index())
                .setCode(failure.fault().code().number())
                .setReason(failure.fault().reason())
                .setMessage(failure.fault().getMessage())
                .build();
    }
}
