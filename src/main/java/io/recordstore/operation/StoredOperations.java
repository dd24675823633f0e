package io.recordstore.operation;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.Operation.State;
import io.recordstore.storage.v1.StoredOperation;
import io.recordstore.storage.v1.StoredOperationState;
import java.time.Instant;
import java.util.Optional;

/** Operations from the messages that the store holds. */
final class StoredOperations {
    private StoredOperations() {}

    static StoredOperation parse(byte[] value) {
        try {
            return StoredOperation.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an operation cannot be read", e);
        }
    }

    static Operation read(TenantName tenant, long number, StoredOperation stored) {
        return new Operation(
                tenant,
                new RecordSpaceName(stored.getRecordSpace()),
                number,
                JobKind.of(stored.getKind()),
                state(stored),
                Optional.of(stored.getSource()).filter(name -> !name.isEmpty()).map(RecordSpaceName::new),
                stored.getDone(),
                stored.getTotal(),
                instant(stored.getBeginTime()),
                stored.hasEndTime() ? Optional.of(instant(stored.getEndTime())) : Optional.empty(),
                stored.getServer(),
                stored.getCancelRequested(),
                failure(stored));
    }

    static Optional<RecordSpaceName> source(StoredOperation stored) {
        return Optional.of(stored.getSource()).filter(name -> !name.isEmpty()).map(RecordSpaceName::new);
    }

    static State state(StoredOperation stored) {
        StoredOperationState state = stored.getState();
        return switch (state) {
            case STORED_OPERATION_STATE_UNSPECIFIED -> State.PENDING;
            case STORED_OPERATION_STATE_RUNNING -> State.RUNNING;
            case STORED_OPERATION_STATE_DONE -> State.DONE;
            case STORED_OPERATION_STATE_FAILED -> State.FAILED;
            case STORED_OPERATION_STATE_CANCELLED -> State.CANCELLED;
            case UNRECOGNIZED ->
                throw new IllegalStateException("an operation is in a state that this server does not know");
        };
    }

    private static Optional<Operation.Failure> failure(StoredOperation stored) {
        return stored.hasFailure()
                ? Optional.of(new Operation.Failure(
                        stored.getFailure().getReason(),
                        stored.getFailure().getMessage(),
                        instant(stored.getFailure().getTime())))
                : Optional.empty();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
