package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.operation.Operation;
import io.recordstore.query.AggregateSpec;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Deletions;
import io.recordstore.query.QuerySpec;
import io.recordstore.schema.IndexKind;
import io.recordstore.v1.AggregateFunction;
import io.recordstore.v1.AggregateGroup;
import io.recordstore.v1.AggregateRequest;
import io.recordstore.v1.AggregateResponse;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWhereResponse;
import io.recordstore.v1.Filter;
import io.recordstore.v1.GetRankRequest;
import io.recordstore.v1.GetValueAtRankRequest;
import io.recordstore.v1.LeaderboardWindow;
import io.recordstore.v1.Value;
import java.util.List;
import java.util.Optional;

/** What selects many records for one answer, from messages, and the answers to messages. */
final class AggregateMessages {
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private AggregateMessages() {}

    static AggregateSpec read(AggregateRequest request) {
        IndexKind kind = kind(request.getFunction());
        boolean hasPath = !request.getPath().isEmpty();
        boolean countsRecords = kind == IndexKind.COUNT || kind == IndexKind.COUNT_UPDATES;
        if (hasPath == countsRecords) {
            throw new InvalidRequest(
                    "path", countsRecords ? "this function counts records: leave it out" : "this function needs one");
        }
        return new AggregateSpec(
                request.getRecordType(),
                kind,
                hasPath ? Optional.of(request.getPath()) : Optional.empty(),
                request.getGroupByList(),
                filter(request.hasFilter(), request.getFilter()));
    }

    static int pageSize(AggregateRequest request) {
        int size = request.getPageSize();
        if (size < 0 || size > MAX_PAGE_SIZE) {
            throw new InvalidRequest("page_size", "it is not within 1 to " + MAX_PAGE_SIZE);
        }
        return size == 0 ? DEFAULT_PAGE_SIZE : size;
    }

    private static IndexKind kind(AggregateFunction function) {
        return switch (function) {
            case AGGREGATE_FUNCTION_COUNT -> IndexKind.COUNT;
            case AGGREGATE_FUNCTION_COUNT_NOT_NULL -> IndexKind.COUNT_NOT_NULL;
            case AGGREGATE_FUNCTION_COUNT_UPDATES -> IndexKind.COUNT_UPDATES;
            case AGGREGATE_FUNCTION_SUM -> IndexKind.SUM;
            case AGGREGATE_FUNCTION_MIN -> IndexKind.MIN;
            case AGGREGATE_FUNCTION_MAX -> IndexKind.MAX;
            case AGGREGATE_FUNCTION_MIN_EVER -> IndexKind.MIN_EVER;
            case AGGREGATE_FUNCTION_MAX_EVER -> IndexKind.MAX_EVER;
            case AGGREGATE_FUNCTION_BITMAP -> IndexKind.BITMAP_VALUE;
            case AGGREGATE_FUNCTION_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidRequest("function", "it is not set, or not known");
        };
    }

    static AggregateSpec read(GetRankRequest request) {
        return ranked(
                request.getRecordType(),
                request.getPath(),
                filter(request.hasFilter(), request.getFilter()),
                request.hasWindow());
    }

    static AggregateSpec read(GetValueAtRankRequest request) {
        return ranked(
                request.getRecordType(),
                request.getPath(),
                filter(request.hasFilter(), request.getFilter()),
                request.hasWindow());
    }

    private static AggregateSpec ranked(
            String recordType, String path, Optional<io.recordstore.query.Filter> filter, boolean inWindow) {
        return new AggregateSpec(
                recordType,
                inWindow ? IndexKind.TIME_WINDOW_LEADERBOARD : IndexKind.RANK,
                Optional.of(path),
                List.of(),
                filter);
    }

    static Optional<Aggregates.Window> window(GetRankRequest request) {
        return window(request.hasWindow(), request.getWindow());
    }

    static Optional<Aggregates.Window> window(GetValueAtRankRequest request) {
        return window(request.hasWindow(), request.getWindow());
    }

    private static Optional<Aggregates.Window> window(boolean isSet, LeaderboardWindow window) {
        return isSet ? Optional.of(new Aggregates.Window(window.getType(), window.getTime())) : Optional.empty();
    }

    static QuerySpec read(CountRequest request) {
        return QuerySpec.of(
                request.getRecordType(), filter(request.hasFilter(), request.getFilter()), request.getAllowScan());
    }

    static QuerySpec read(DeleteWhereRequest request) {
        Optional<io.recordstore.query.Filter> filter =
                switch (request.getSelectionCase()) {
                    case FILTER -> filter(true, request.getFilter());
                    case ALL -> all(request.getAll());
                    case SELECTION_NOT_SET ->
                        throw new InvalidRequest("filter", "it is not set: to delete every record of the type set all");
                };
        return QuerySpec.of(request.getRecordType(), filter, request.getAllowScan());
    }

    /** What a delete in the background needs of its request to go on later. */
    static ByteString toKeep(DeleteWhereRequest request) {
        if (!request.getContinuation().isEmpty()) {
            throw new InvalidRequest("continuation", "in the background a delete goes on by itself: leave it out");
        }
        return request.toByteString();
    }

    static DeleteWhereResponse write(Deletions.Progress progress) {
        return DeleteWhereResponse.newBuilder()
                .setDeletedCount(progress.deleted())
                .setDone(progress.continuation().isEmpty())
                .setContinuation(progress.continuation())
                .build();
    }

    static DeleteWhereResponse write(Operation operation) {
        return DeleteWhereResponse.newBuilder()
                .setDeletedCount(operation.done())
                .setDone(operation.state() == Operation.State.DONE)
                .setOperation(Long.toString(operation.number()))
                .build();
    }

    private static Optional<io.recordstore.query.Filter> all(boolean isSaid) {
        if (!isSaid) {
            throw new InvalidRequest("all", "it is false, and there is no filter: nothing is selected");
        }
        return Optional.empty();
    }

    private static Optional<io.recordstore.query.Filter> filter(boolean isSet, Filter filter) {
        return isSet ? Optional.of(QueryMessages.read(filter, "filter")) : Optional.empty();
    }

    static AggregateResponse write(Aggregates.Page page) {
        AggregateResponse.Builder response = AggregateResponse.newBuilder().setNextPageToken(page.nextPage());
        page.groups().forEach(group -> response.addGroups(write(group)));
        return response.build();
    }

    private static AggregateGroup write(Aggregates.Group group) {
        AggregateGroup.Builder message = AggregateGroup.newBuilder()
                .setValue(ScalarMessages.write(group.value()))
                .setPosition(group.position());
        group.group()
                .forEach(value ->
                        message.addGroup(value.map(ScalarMessages::write).orElse(Value.getDefaultInstance())));
        return message.build();
    }
}
