package io.recordstore.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.recordstore.fault.Conflict;
import io.recordstore.fault.Defect;
import io.recordstore.fault.Exhausted;
import io.recordstore.fault.Fault;
import io.recordstore.fault.FaultCode;
import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.QuotaExceeded;
import io.recordstore.telemetry.RequestId;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Faults as {@code google.rpc.Status}, with the id of the request. What is no fault is a {@link Defect}.
 */
final class GrpcFaults {
    /** A transaction takes some milliseconds. */
    private static final long MIN_RETRY_MILLIS = 5;

    private static final long MAX_RETRY_MILLIS = 50;

    private GrpcFaults() {}

    /**
     * The status that an error is, with its details.
     *
     * @param requestId that of the call
     */
    static StatusRuntimeException toStatus(Throwable error, String requestId) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof StatusRuntimeException status) {
            return status;
        }
        return StatusProto.toStatusRuntimeException(
                cause instanceof Fault fault ? status(fault, requestId) : defect(cause, requestId));
    }

    private static Status status(Fault fault, String requestId) {
        Status.Builder status = Status.newBuilder()
                .setCode(fault.code().number())
                .setMessage(message(fault))
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(fault.reason())
                        .setDomain(Fault.DOMAIN)
                        .putAllMetadata(fault.details())
                        .putMetadata(RequestId.KEY, requestId)
                        .build()));
        if (fault instanceof InvalidRequest invalid) {
            status.addDetails(Any.pack(violations(invalid)));
        }
        if (fault instanceof Exhausted exhausted) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Durations.fromMillis(exhausted.retryAfter().toMillis()))
                    .build()));
        }
        if (fault instanceof QuotaExceeded exceeded) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                            .setRetryDelay(
                                    Durations.fromMillis(exceeded.retryAfter().toMillis()))
                            .build()))
                    .addDetails(Any.pack(violation(exceeded)));
        }
        if (fault instanceof Conflict) {
            status.addDetails(
                    Any.pack(RetryInfo.newBuilder().setRetryDelay(retryDelay()).build()));
        }
        if (fault instanceof IndexRequired missing) {
            status.addDetails(Any.pack(SchemaMessages.missingIndex(missing)));
        }
        return status.build();
    }

    /** What its user reads, with what requests of gRPC may say in place of an index. */
    static String message(Fault fault) {
        return fault.getMessage() + (IndexRequired.couldScan(fault) ? ", or set allow_scan to read every record" : "");
    }

    /** At random, so that those who lost against each other do not meet again. */
    private static Duration retryDelay() {
        long millis = ThreadLocalRandom.current().nextLong(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS);
        return Durations.fromMillis(millis);
    }

    private static QuotaFailure violation(QuotaExceeded exceeded) {
        String subject = exceeded.recordSpace().isEmpty() ? "tenant" : "recordSpace:" + exceeded.recordSpace();
        return QuotaFailure.newBuilder()
                .addViolations(
                        QuotaFailure.Violation.newBuilder().setSubject(subject).setDescription(exceeded.limit()))
                .build();
    }

    private static BadRequest violations(InvalidRequest invalid) {
        BadRequest.Builder badRequest = BadRequest.newBuilder();
        invalid.violations()
                .forEach(violation -> badRequest.addFieldViolations(BadRequest.FieldViolation.newBuilder()
                        .setField(violation.field())
                        .setDescription(violation.description())));
        return badRequest.build();
    }

    private static Status defect(Throwable error, String requestId) {
        Defect defect = Defect.log(error, requestId);
        return Status.newBuilder()
                .setCode(FaultCode.INTERNAL.number())
                .setMessage(defect.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(Defect.REASON)
                        .setDomain(Fault.DOMAIN)
                        .putMetadata(RequestId.KEY, requestId)
                        .build()))
                .build();
    }
}
