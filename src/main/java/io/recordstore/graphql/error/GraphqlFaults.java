package io.recordstore.graphql.error;

import graphql.ExceptionWhileDataFetching;
import graphql.GraphQLError;
import graphql.SerializationError;
import graphql.UnresolvedTypeError;
import graphql.execution.NonNullableFieldWasNullError;
import graphql.execution.ResultPath;
import graphql.language.SourceLocation;
import io.recordstore.fault.Defect;
import io.recordstore.fault.Fault;
import io.recordstore.fault.FaultCode;
import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.telemetry.RequestId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Faults as errors of GraphQL. Their {@code extensions} have what gRPC says in a status and its details: the {@code code},
 * the {@code reason}, {@code domain} and {@code metadata} of {@code ErrorInfo}, the {@code fieldViolations} of {@code
 * BadRequest}, and the {@code requiredIndex} that a refused query lacks. What is no fault is a {@link Defect}.
 */
public final class GraphqlFaults {
    /** What {@code extensions} has the kind of an error under. */
    public static final String CODE = "code";

    /** The {@link #CODE} of a document that was named and is not known. */
    public static final String UNKNOWN_DOCUMENT = "PERSISTED_QUERY_NOT_FOUND";

    /** The argument of fields that may read every record. */
    public static final String ALLOW_SCAN = "allowScan";

    private static final String REASON = "reason";
    private static final String INVALID_DOCUMENT = "INVALID_DOCUMENT";

    private GraphqlFaults() {}

    /** The error of a request as a whole. */
    public static GraphQLError toError(Throwable error) {
        return describe(causeOf(error));
    }

    /**
     * The error of one field.
     *
     * @param canScan whether the field takes {@link #ALLOW_SCAN}
     */
    public static GraphQLError toError(Throwable error, ResultPath path, SourceLocation location, boolean canScan) {
        Throwable cause = causeOf(error);
        GraphqlError said = describe(cause);
        return (canScan && cause instanceof Fault fault ? said.saying(messageWhereScansAre(fault)) : said)
                .at(path, location);
    }

    /** What a fault says where {@link #ALLOW_SCAN} can be set: that it may be, in place of an index. */
    public static String messageWhereScansAre(Fault fault) {
        return fault.getMessage()
                + (IndexRequired.couldScan(fault) ? ", or set " + ALLOW_SCAN + " to read every record" : "");
    }

    /** A document that was only named is not known: clients of persisted queries look for this very code and message. */
    public static GraphQLError unknownDocument() {
        return error("PersistedQueryNotFound", UNKNOWN_DOCUMENT, UNKNOWN_DOCUMENT, Map.of());
    }

    /** The errors of a list, with those that GraphQL itself had to say in our terms. */
    public static List<GraphQLError> inOurTerms(List<GraphQLError> errors) {
        return errors.stream().map(GraphqlFaults::inOurTerms).toList();
    }

    /** Whether one says what a schema has or lacks. */
    public static boolean isOfSchema(List<GraphQLError> errors) {
        return errors.stream()
                .anyMatch(error -> INVALID_DOCUMENT.equals(error.getExtensions().get(REASON)));
    }

    /** The fault that an error is or is wrapped around; otherwise what completion exceptions are wrapped around. */
    public static Throwable causeOf(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault) {
                return cause;
            }
        }
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static GraphQLError inOurTerms(GraphQLError error) {
        if (error instanceof GraphqlError) {
            return error;
        }
        GraphqlError ours = said(error);
        return new GraphqlError(ours.message(), error.getLocations(), error.getPath(), ours.extensions());
    }

    private static GraphqlError said(GraphQLError error) {
        if (error instanceof ExceptionWhileDataFetching thrown) {
            return describe(causeOf(thrown.getException()));
        }
        boolean isDefect = error instanceof SerializationError
                || error instanceof UnresolvedTypeError
                || error instanceof NonNullableFieldWasNullError;
        return isDefect
                ? describe(Defect.log(new IllegalStateException(error.getMessage()), requestId()))
                : error(error.getMessage(), FaultCode.INVALID_ARGUMENT.name(), INVALID_DOCUMENT, Map.of());
    }

    private static GraphqlError describe(Throwable cause) {
        return cause instanceof Fault fault ? describe(fault) : describe(Defect.log(cause, requestId()));
    }

    private static GraphqlError describe(Defect defect) {
        return error(defect.message(), FaultCode.INTERNAL.name(), Defect.REASON, Map.of());
    }

    private static GraphqlError describe(Fault fault) {
        GraphqlError error = error(fault.getMessage(), fault.code().name(), fault.reason(), fault.details());
        if (fault instanceof InvalidRequest invalid) {
            return error.with(
                    "fieldViolations",
                    invalid.violations().stream().map(GraphqlFaults::violation).toList());
        }
        return fault instanceof IndexRequired missing ? error.with("requiredIndex", index(missing.index())) : error;
    }

    private static String requestId() {
        return RequestId.current().orElse("");
    }

    private static GraphqlError error(String message, String code, String reason, Map<String, String> metadata) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put(CODE, code);
        extensions.put(REASON, reason);
        extensions.put("domain", Fault.DOMAIN);
        Map<String, String> details = new LinkedHashMap<>(metadata);
        details.put(RequestId.KEY, requestId());
        extensions.put("metadata", details);
        return new GraphqlError(message, null, null, extensions);
    }

    private static Map<String, Object> violation(InvalidRequest.Violation violation) {
        return ordered("field", violation.field(), "description", violation.description());
    }

    /** As the input object of an index has it, so that it can be sent back. */
    private static Map<String, Object> index(IndexRequired.Index index) {
        Map<String, Object> definition = ordered("name", index.name(), "recordType", index.recordType());
        definition.put("kind", index.kind());
        definition.put(
                "fields", index.fields().stream().map(GraphqlFaults::column).toList());
        definition.put(
                "groupBy",
                index.groupBy().stream().map(path -> Map.of("path", path)).toList());
        return definition;
    }

    private static Map<String, Object> column(IndexRequired.Column column) {
        return ordered("path", column.path(), "order", column.descending() ? "DESCENDING" : "ASCENDING");
    }

    private static Map<String, Object> ordered(String name, Object value, String otherName, Object otherValue) {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put(name, value);
        both.put(otherName, otherValue);
        return both;
    }
}
