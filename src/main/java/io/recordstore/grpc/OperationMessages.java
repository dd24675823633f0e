package io.recordstore.grpc;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.operation.JobKind;
import io.recordstore.v1.ListOperationsResponse;
import io.recordstore.v1.Operation;
import io.recordstore.v1.OperationFailure;
import io.recordstore.v1.OperationKind;
import io.recordstore.v1.OperationState;
import java.util.List;

/** Operations from messages and to messages. A page's token is its last number, so that new ones do not shift pages. */
final class OperationMessages {
    private OperationMessages() {}

    static long number(String operation) {
        return positive(operation, "operation", "it is not an id of an operation, such as \"17\"");
    }

    /** The number below which a page begins. */
    static long before(String pageToken) {
        return pageToken.isEmpty()
                ? Long.MAX_VALUE
                : positive(pageToken, "page_token", "it is not the next_page_token of a page of this list");
    }

    private static long positive(String text, String field, String problem) {
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new InvalidRequest(field, problem);
        }
        throw new InvalidRequest(field, problem);
    }

    /** @param found one more than the page holds, where there is one */
    static ListOperationsResponse page(List<io.recordstore.operation.Operation> found, int pageSize) {
        ListOperationsResponse.Builder response = ListOperationsResponse.newBuilder();
        found.stream().limit(pageSize).map(OperationMessages::write).forEach(response::addOperations);
        if (found.size() > pageSize) {
            response.setNextPageToken(Long.toString(found.get(pageSize - 1).number()));
        }
        return response.build();
    }

    static Operation write(io.recordstore.operation.Operation operation) {
        Operation.Builder message = Operation.newBuilder()
                .setTenant(operation.tenant().value())
                .setRecordSpace(operation.space().value())
                .setOperation(Long.toString(operation.number()))
                .setKind(write(operation.kind()))
                .setState(write(operation.state()))
                .setRecordsDone(operation.done())
                .setRecordsTotal(operation.total())
                .setBeginTime(SchemaMessages.timestamp(operation.begin()))
                .setServer(operation.server())
                .setCancelRequested(operation.isCancelRequested());
        operation.end().map(SchemaMessages::timestamp).ifPresent(message::setEndTime);
        operation.source().ifPresent(source -> message.setSourceRecordSpace(source.value()));
        operation.failure().map(OperationMessages::write).ifPresent(message::setFailure);
        return message.build();
    }

    private static OperationFailure write(io.recordstore.operation.Operation.Failure failure) {
        return OperationFailure.newBuilder()
                .setReason(failure.reason())
                .setMessage(failure.message())
                .setTime(SchemaMessages.timestamp(failure.time()))
                .build();
    }

    private static OperationKind write(JobKind kind) {
        return switch (kind) {
            case INDEX_BUILD -> OperationKind.OPERATION_KIND_INDEX_BUILD;
            case RESEAL -> OperationKind.OPERATION_KIND_KEY_ROTATION;
            case FORK -> OperationKind.OPERATION_KIND_FORK;
            case DELETE_WHERE -> OperationKind.OPERATION_KIND_DELETE_WHERE;
        };
    }

    private static OperationState write(io.recordstore.operation.Operation.State state) {
        return switch (state) {
            case PENDING -> OperationState.OPERATION_STATE_PENDING;
            case RUNNING -> OperationState.OPERATION_STATE_RUNNING;
            case DONE -> OperationState.OPERATION_STATE_DONE;
            case FAILED -> OperationState.OPERATION_STATE_FAILED;
            case CANCELLED -> OperationState.OPERATION_STATE_CANCELLED;
        };
    }
}
