package io.recordstore.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.recordstore.fault.Fault;
import io.recordstore.fault.FaultCode;
import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.telemetry.RequestId;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * Faults as {@code google.rpc.Status}. What is no fault is a defect: it is logged, and the caller is told the request's id
 * and nothing else.
 */
final class GrpcFaults {
    private static final Logger LOG = Logger.getLogger(GrpcFaults.class);
    private static final String DOMAIN = "recordstore.io";

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
                .setMessage(fault.getMessage())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(fault.reason())
                        .setDomain(DOMAIN)
                        .putAllMetadata(fault.details())
                        .putMetadata(RequestId.KEY, requestId)
                        .build()));
        if (fault instanceof InvalidRequest invalid) {
            status.addDetails(Any.pack(violations(invalid)));
        }
        if (fault instanceof IndexRequired missing) {
            status.addDetails(Any.pack(SchemaMessages.missingIndex(missing)));
        }
        return status.build();
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
        LOG.errorf(error, "a call failed by a defect of the server, request %s", requestId);
        return Status.newBuilder()
                .setCode(FaultCode.INTERNAL.number())
                .setMessage("the server failed by a defect of its own; its log tells more under " + requestId)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason("INTERNAL")
                        .setDomain(DOMAIN)
                        .putMetadata(RequestId.KEY, requestId)
                        .build()))
                .build();
    }
}
