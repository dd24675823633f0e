package io.recordstore.cli.failure;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.recordstore.cli.filter.Pointer;
import io.recordstore.cli.output.DisplayText;
import io.recordstore.v1.IndexDefinition;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLException;

/** What a server answered, explained: its {@code google.rpc.Status} with the fix as a command. */
public final class ServerErrors {
    /** What a proxy says may be a whole page. */
    private static final int MAX_FOREIGN_MESSAGE = 300;

    private final Situation situation;
    private final Code code;
    private final Status status;
    private final ErrorInfo info;
    private final List<String> notes = new ArrayList<>();
    private final Throwable cause;

    private ServerErrors(StatusRuntimeException error, Situation situation) {
        this.situation = situation;
        this.code = error.getStatus().getCode();
        this.cause = root(error.getStatus().getCause());
        this.status = StatusProto.fromThrowable(error);
        this.info = detail(ErrorInfo.class, ErrorInfo.getDefaultInstance()).orElse(ErrorInfo.getDefaultInstance());
    }

    /** What to tell the user. */
    public static CommandFailure explain(StatusRuntimeException error, Situation situation) {
        return new ServerErrors(error, situation).explain();
    }

    /** The reason in the error's details, such as {@code NOT_FOUND}; empty when the error is not of the server's making. */
    public static String reason(StatusRuntimeException error) {
        return new ServerErrors(error, new Situation("", "", Optional.empty(), Optional.empty())).info.getReason();
    }

    private CommandFailure explain() {
        String message = DisplayText.printable(message());
        return new CommandFailure(
                exitCode(), message, notes.stream().map(ServerErrors::printable).toList());
    }

    private static String printable(String note) {
        return note.lines()
                .map(DisplayText::printable)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    private int exitCode() {
        return switch (code) {
            case NOT_FOUND -> ExitCode.NOT_FOUND;
            case UNAUTHENTICATED, PERMISSION_DENIED -> ExitCode.DENIED;
            case UNAVAILABLE, DEADLINE_EXCEEDED -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILED;
        };
    }

    private String message() {
        if (info.getReason().isEmpty()) {
            return withoutDetails();
        }
        return switch (info.getReason()) {
            case "INDEX_REQUIRED" -> indexRequired();
            case "SCAN_REQUIRED" -> scanRequired();
            case "INVALID_REQUEST" -> invalid();
            case "SCHEMA_REQUIRED" -> {
                notes.add("  record-store schema apply " + space() + " FILE.proto");
                yield "RecordSpace '" + space() + "' has no schema yet: give it one with";
            }
            case "INDEX_NOT_READY" -> {
                notes.add("  record-store index list " + space() + " --wait");
                yield "the index '" + info.getMetadataOrDefault("index", "?")
                        + "' serves this query and is still being built: wait for it with";
            }
            case "VERSION_MISMATCH" -> "the record was written again since it had this version: get it and decide anew";
            case "NOT_UNIQUE" -> notUnique();
            default -> general();
        };
    }

    private String space() {
        return situation.recordSpace().orElse("SPACE");
    }

    /** An error that no part of record-store made: of the network, of a proxy, of this client. */
    private String withoutDetails() {
        String said = Optional.ofNullable(status)
                .map(Status::getMessage)
                .filter(text -> !text.isEmpty())
                .orElse(code.toString());
        if (said.startsWith("HTTP status code")) {
            return "what answers at " + situation.server()
                    + " does not speak gRPC: is it record-store, and the right port?";
        }
        switch (code) {
            case UNAVAILABLE -> {
                if (cause instanceof GeneralSecurityException || cause instanceof SSLException) {
                    notes.add("  --ca names the certificates that vouch for it, --cert and --key this client's own");
                    return "no secure connection to " + situation.server() + ": " + cause.getMessage();
                }
                notes.add(
                        "  start one with: record-store serve (or ./mvnw quarkus:dev), or say where it is with --server");
                notes.add("  or RECORDSTORE_SERVER; a server that speaks TLS needs --tls");
                return "no server answers at " + situation.server() + " (" + (cause == null ? said : cause.getMessage())
                        + ")";
            }
            case DEADLINE_EXCEEDED -> {
                return "the server at " + situation.server() + " did not answer in time: --timeout 5m waits longer";
            }
            case UNIMPLEMENTED -> {
                return "the server at " + situation.server()
                        + " does not know this call: is it record-store, and as new as" + " this command?";
            }
            default -> {
                return said.substring(0, Math.min(said.length(), MAX_FOREIGN_MESSAGE));
            }
        }
    }

    private static Throwable root(Throwable cause) {
        return cause == null || cause.getCause() == null ? cause : root(cause.getCause());
    }

    private String general() {
        if (code == Code.UNAUTHENTICATED || code == Code.PERMISSION_DENIED) {
            notes.add("  the token is from " + situation.tokenSource() + "; what it says: record-store token inspect");
        }
        return status.getMessage();
    }

    private String indexRequired() {
        IndexDefinition index = detail(IndexDefinition.class, IndexDefinition.getDefaultInstance())
                .orElse(IndexDefinition.getDefaultInstance());
        notes.addAll(IndexAdvice.of(space(), index));
        return "no index serves this query. Add the one that would:";
    }

    private String scanRequired() {
        notes.add("  or read every record with --allow-scan");
        return "no index can serve this filter: add a condition that bounds an indexed field";
    }

    private String notUnique() {
        notes.add("  values " + info.getMetadataOrDefault("values", "?") + ", the other record's key "
                + info.getMetadataOrDefault("otherPrimaryKey", "?"));
        return status.getMessage();
    }

    private String invalid() {
        List<FieldViolation> violations = detail(BadRequest.class, BadRequest.getDefaultInstance())
                .map(BadRequest::getFieldViolationsList)
                .orElse(List.of());
        if (violations.isEmpty()) {
            return status.getMessage();
        }
        for (FieldViolation violation : violations.subList(1, violations.size())) {
            notes.add("  " + sentence(violation));
        }
        violations.forEach(this::point);
        return sentence(violations.get(0));
    }

    private String sentence(FieldViolation violation) {
        String where = isOfFilter(violation) ? "--where" : violation.getField();
        return where + ": " + inWordsOfExpressions(violation.getDescription());
    }

    private boolean isOfFilter(FieldViolation violation) {
        return situation.filter().isPresent() && column(violation).isPresent();
    }

    /** The API names its values' fields; in an expression they are literals. */
    private static String inWordsOfExpressions(String description) {
        return description
                .replace("string_value", "a string in quotes")
                .replace("int64_value or uint64_value", "a whole number")
                .replace("int64_value", "a whole number")
                .replace("double_value", "a number")
                .replace("bool_value", "true or false")
                .replace("bytes_value", "bytes \"...\"")
                .replace("timestamp_value", "timestamp \"2026-01-31T12:00:00Z\"")
                .replace("duration_value", "duration \"90s\"");
    }

    private void point(FieldViolation violation) {
        column(violation)
                .ifPresent(column ->
                        notes.add(Pointer.at(situation.filter().orElseThrow().text(), column)));
    }

    private OptionalInt column(FieldViolation violation) {
        return situation
                .filter()
                .map(filter -> filter.column(violation.getField()))
                .orElse(OptionalInt.empty());
    }

    private <T extends Message> Optional<T> detail(Class<T> type, T prototype) {
        if (status == null) {
            return Optional.empty();
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(type)) {
                try {
                    return Optional.of(type.cast(prototype.getParserForType().parseFrom(detail.getValue())));
                } catch (InvalidProtocolBufferException unreadable) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
