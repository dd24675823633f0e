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
public final class Errors {
    private final Status status;

    private Errors(Status status) {
        this.status = status;
    }

    public static Errors of(ThrowingCallable call) {
        StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(error).as("the call was to fail").isNotNull();
        Status status = StatusProto.fromThrowable(error);
        return new Errors(status);
    }

    /** Of a call that the transport refused before any service saw it. */
    public static void ofTransport(ThrowingCallable call) {
        StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(error).as("the call was to fail").isNotNull();
        assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    public Errors hasCode(Code code) {
        assertThat(Code.values()[status.getCode()]).as(status.getMessage()).isEqualTo(code);
        return this;
    }

    public Errors hasReason(String reason) {
        ErrorInfo info = detail(ErrorInfo.class).orElseThrow();
        assertThat(info.getDomain()).isEqualTo("recordstore.io");
        assertThat(info.getReason()).isEqualTo(reason);
        return this;
    }

    /** That this part of the message is told by itself. */
    public Errors hasDetail(String name, String value) {
        assertThat(detail(ErrorInfo.class).orElseThrow().getMetadataMap()).containsEntry(name, value);
        return this;
    }

    public Errors says(String... parts) {
        assertThat(status.getMessage()).contains(parts);
        return this;
    }

    public Errors doesNotSay(String part) {
        assertThat(status.getMessage()).doesNotContain(part);
        return this;
    }

    /** That this field of the request is named, alone. */
    public Errors namesField(String field) {
        assertThat(detail(BadRequest.class).orElseThrow().getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly(field);
        return this;
    }

    public <T extends Message> Optional<T> detail(Class<T> type) {
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
