package io.recordstore.grpc;

import io.recordstore.change.DiffSpec;
import io.recordstore.change.WatchEvent;
import io.recordstore.change.WatchSpec;
import io.recordstore.v1.Change;
import io.recordstore.v1.ChangeKind;
import io.recordstore.v1.ChangedTransaction;
import io.recordstore.v1.DiffRequest;
import io.recordstore.v1.WatchProgress;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import java.util.Optional;

/** Watches from messages, and changes to messages. */
final class ChangeMessages {
    private ChangeMessages() {}

    static WatchSpec read(WatchRequest request) {
        return new WatchSpec(
                request.getRecordType(),
                start(request),
                ScalarMessages.readAll(request.getKeyPrefixList(), "key_prefix"),
                request.hasFilter() ? Optional.of(QueryMessages.read(request.getFilter(), "filter")) : Optional.empty(),
                RecordMessages.format(request.getFormat()));
    }

    static DiffSpec read(DiffRequest request) {
        return new DiffSpec(
                MomentMessages.read(request.getFrom(), "from"),
                request.hasTo() ? Optional.of(MomentMessages.read(request.getTo(), "to")) : Optional.empty(),
                request.getRecordType(),
                ScalarMessages.readAll(request.getKeyPrefixList(), "key_prefix"),
                RecordMessages.format(request.getFormat()));
    }

    private static WatchSpec.Start start(WatchRequest request) {
        return switch (request.getStartCase()) {
            case BEGINNING -> request.getBeginning() ? new WatchSpec.Beginning() : new WatchSpec.Now();
            case RESUME_TOKEN -> new WatchSpec.After(request.getResumeToken());
            case START_NOT_SET -> new WatchSpec.Now();
        };
    }

    static WatchResponse write(WatchEvent event) {
        WatchResponse.Builder response = WatchResponse.newBuilder().setResumeToken(event.resumeToken());
        if (event instanceof WatchEvent.Transaction transaction) {
            return response.setTransaction(write(transaction)).build();
        }
        return response.setProgress(WatchProgress.getDefaultInstance()).build();
    }

    private static ChangedTransaction write(WatchEvent.Transaction transaction) {
        ChangedTransaction.Builder message = ChangedTransaction.newBuilder()
                .setVersion(transaction.version())
                .setCommitTime(SchemaMessages.timestamp(transaction.time()))
                .setComplete(transaction.isComplete());
        transaction.changes().forEach(change -> message.addChanges(write(change)));
        return message.build();
    }

    static Change write(io.recordstore.change.Change change) {
        Change.Builder message = Change.newBuilder()
                .setRecordType(change.recordType())
                .setKind(
                        switch (change.kind()) {
                            case INSERT -> ChangeKind.CHANGE_KIND_INSERT;
                            case UPDATE -> ChangeKind.CHANGE_KIND_UPDATE;
                            case DELETE -> ChangeKind.CHANGE_KIND_DELETE;
                        })
                .setVersion(change.version());
        change.primaryKey().stream().map(ScalarMessages::write).forEach(message::addPrimaryKey);
        change.before().map(RecordMessages::write).ifPresent(message::setBefore);
        change.after().map(RecordMessages::write).ifPresent(message::setAfter);
        return message.build();
    }
}
