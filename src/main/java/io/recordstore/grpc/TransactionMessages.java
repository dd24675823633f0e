package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.query.Queries;
import io.recordstore.query.QuerySpec;
import io.recordstore.query.QuerySpec.Isolation;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.transaction.CommitResult;
import io.recordstore.transaction.CommitSpec;
import io.recordstore.transaction.Precondition;
import io.recordstore.transaction.TransactionLimits;
import io.recordstore.transaction.Write;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.DeleteWrite;
import io.recordstore.v1.EmptyQuery;
import io.recordstore.v1.IsolationLevel;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.TransactCommitted;
import io.recordstore.v1.TransactCount;
import io.recordstore.v1.TransactCounted;
import io.recordstore.v1.TransactGetResult;
import io.recordstore.v1.TransactPage;
import io.recordstore.v1.TransactQuery;
import io.recordstore.v1.TransactResponse;
import io.recordstore.v1.TransactWarning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Transactions from messages, and what becomes of them to messages. */
final class TransactionMessages {
    private TransactionMessages() {}

    static CommitSpec read(CommitRequest request) {
        List<Precondition> preconditions = new ArrayList<>(request.getPreconditionsCount());
        for (int i = 0; i < request.getPreconditionsCount(); i++) {
            preconditions.add(read(request.getPreconditions(i), "preconditions[" + i + "]"));
        }
        List<Write> writes = new ArrayList<>(request.getWritesCount());
        for (int i = 0; i < request.getWritesCount(); i++) {
            writes.add(read(request.getWrites(i), "writes[" + i + "]"));
        }
        return new CommitSpec(preconditions, writes, request(request));
    }

    private static Optional<CommitSpec.Request> request(CommitRequest request) {
        String id = request.getRequestId();
        return id.isEmpty() ? Optional.empty() : Optional.of(new CommitSpec.Request(id, digest(request)));
    }

    /** Of all that the request says but its name; maps in one order, whatever order they were sent in. */
    private static ByteString digest(CommitRequest request) {
        CommitRequest content = request.toBuilder().clearRequestId().build();
        byte[] bytes = new byte[content.getSerializedSize()];
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            output.useDeterministicSerialization();
            content.writeTo(output);
            output.checkNoSpaceLeft();
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static Precondition read(io.recordstore.v1.Precondition precondition, String position) {
        List<Scalar> key = ScalarMessages.readAll(precondition.getPrimaryKeyList(), position + ".primary_key");
        String type = precondition.getRecordType();
        return switch (precondition.getConditionCase()) {
            case EXISTS -> new Precondition.Exists(type, key, precondition.getExists());
            case VERSION_EQUALS -> {
                RecordMessages.requireVersion(precondition.getVersionEquals(), position + ".version_equals");
                yield new Precondition.VersionEquals(type, key, precondition.getVersionEquals());
            }
            case MATCHES ->
                new Precondition.Matches(
                        type, key, QueryMessages.read(precondition.getMatches(), position + ".matches.filter"));
            case QUERY_EMPTY -> {
                if (!key.isEmpty()) {
                    throw new InvalidRequest(position + ".primary_key", "a query has none: leave it out");
                }
                yield new Precondition.QueryEmpty(read(type, precondition.getQueryEmpty(), position));
            }
            case CONDITION_NOT_SET ->
                throw new InvalidRequest(position, "it has no condition: set one, such as exists");
        };
    }

    private static QuerySpec read(String recordType, EmptyQuery query, String position) {
        Optional<io.recordstore.query.Filter> filter = query.hasFilter()
                ? Optional.of(QueryMessages.read(query.getFilter(), position + ".query_empty.filter"))
                : Optional.empty();
        return QuerySpec.of(recordType, filter, query.getAllowScan()).isolated(Isolation.SERIALIZABLE);
    }

    private static Write read(io.recordstore.v1.Write write, String position) {
        return switch (write.getOperationCase()) {
            case PUT -> read(write.getPut(), position + ".put.");
            case DELETE -> read(write.getDelete(), position + ".delete.");
            case OPERATION_NOT_SET -> throw new InvalidRequest(position, "it is empty: set put or delete");
        };
    }

    /** @param position what the names of the message's fields have before them in errors */
    static Write.Put read(PutWrite put, String position) {
        PutRequest.Builder single =
                PutRequest.newBuilder().setMode(put.getMode()).setExpectedVersion(put.getExpectedVersion());
        switch (put.getContentCase()) {
            case PROTOBUF -> single.setProtobuf(put.getProtobuf());
            case JSON -> single.setJson(put.getJson());
            case CONTENT_NOT_SET -> {}
        }
        try {
            return new Write.Put(
                    put.getRecordType(),
                    RecordMessages.content(single.build()),
                    RecordMessages.condition(single.build()));
        } catch (InvalidRequest e) {
            throw e.within(position);
        }
    }

    /** @param position what the names of the message's fields have before them in errors */
    static Write.Delete read(DeleteWrite delete, String position) {
        return new Write.Delete(
                delete.getRecordType(),
                ScalarMessages.readAll(delete.getPrimaryKeyList(), position + "primary_key"),
                delete.getAllowMissing());
    }

    static QuerySpec read(TransactQuery query) {
        if (query.getQuery().getIsolationLevel() != IsolationLevel.ISOLATION_LEVEL_UNSPECIFIED) {
            throw new InvalidRequest(
                    "query.isolation_level", "a transaction is of one moment: leave it out, or set snapshot");
        }
        return QueryMessages.read(query.getRecordType(), query.getQuery()).isolated(isolation(query.getSnapshot()));
    }

    static int pageRows(TransactQuery query) {
        int limit = query.getQuery().getLimit();
        if (limit > TransactionLimits.MAX_PAGE_ROWS) {
            throw new InvalidRequest(
                    "query.limit",
                    "a page has at most " + TransactionLimits.MAX_PAGE_ROWS + " rows: go on with its continuation");
        }
        return limit == 0 ? TransactionLimits.DEFAULT_PAGE_ROWS : limit;
    }

    static QuerySpec read(TransactCount count) {
        Optional<io.recordstore.query.Filter> filter =
                count.hasFilter() ? Optional.of(QueryMessages.read(count.getFilter(), "filter")) : Optional.empty();
        return QuerySpec.of(count.getRecordType(), filter, count.getAllowScan())
                .isolated(isolation(count.getSnapshot()));
    }

    private static Isolation isolation(boolean snapshot) {
        return snapshot ? Isolation.SNAPSHOT : Isolation.SERIALIZABLE;
    }

    static CommitResponse write(CommitResult result) {
        return CommitResponse.newBuilder()
                .setVersion(result.version())
                .addAllWriteVersions(result.writeVersions())
                .setRepeatedRequest(result.isRepeated())
                .build();
    }

    static TransactResponse committed(CommitResult result) {
        return TransactResponse.newBuilder()
                .setCommitted(TransactCommitted.newBuilder()
                        .setVersion(result.version())
                        .addAllWriteVersions(result.writeVersions()))
                .build();
    }

    static TransactResponse found(Optional<VersionedRecord> record) {
        TransactGetResult.Builder result = TransactGetResult.newBuilder();
        record.map(RecordMessages::write).ifPresent(result::setRecord);
        return TransactResponse.newBuilder().setGet(result).build();
    }

    static TransactResponse page(Queries.Page page) {
        TransactPage.Builder message = TransactPage.newBuilder().setContinuation(page.continuation());
        page.rows().forEach(row -> message.addRecords(RecordMessages.write(row.record())));
        return TransactResponse.newBuilder().setPage(message).build();
    }

    static TransactResponse counted(long count) {
        return TransactResponse.newBuilder()
                .setCounted(TransactCounted.newBuilder().setCount(count))
                .build();
    }

    static TransactResponse warning(java.time.Duration left) {
        return TransactResponse.newBuilder()
                .setWarning(TransactWarning.newBuilder().setTimeLeft(duration(left)))
                .build();
    }

    static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }
}
