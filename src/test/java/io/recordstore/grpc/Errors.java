package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a failed call told its caller. */
final class Errors {
    private final Status status;

    private Errors(Status status) {
        this.status = status;
    }

    static Errors of(ThrowingCallable call) {
        StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(error).as("the call was to fail").isNotNull();
        Status status = StatusProto.fromThrowable(error);
        return new Errors(status);
    }

    /** Of a call that the transport refused before any service saw it. */
    static void ofTransport(ThrowingCallable call) {
        StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(error).as("the call was to fail").isNotNull();
        assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    Errors hasCode(Code code) {
        assertThat(Code.values()[status.getCode()]).as(status.getMessage()).isEqualTo(code);
        return this;
    }

    Errors hasReason(String reason) {
        ErrorInfo info = detail(ErrorInfo.class).orElseThrow();
        assertThat(info.getDomain()).isEqualTo("recordstore.io");
        assertThat(info.getReason()).isEqualTo(reason);
        return this;
    }

    Errors says(String... parts) {
        assertThat(status.getMessage()).contains(parts);
        return this;
    }

    /** That this field of the request is named, alone. */
    Errors namesField(String field) {
        assertThat(detail(BadRequest.class).orElseThrow().getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly(field);
        return this;
    }

    <T extends Message> Optional<T> detail(Class<T> type) {
        return status.getDetailsList().stream()
                .filter(detail -> detail.is(type))
                .map(detail -> unpack(detail, type))
                .findFirst();
    }

    private static <T extends Message> T unpack(Any detail, Class<T> type) {
        try {
            return detail.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
