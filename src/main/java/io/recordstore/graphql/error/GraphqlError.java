package io.recordstore.graphql.error;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.execution.ResultPath;
import graphql.language.SourceLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error of a request or of one of its fields.
 *
 * @param message what went wrong and what to do about it
 * @param locations where in the document; null where that says nothing
 * @param path the field of the answer; null for an error of the request as a whole
 * @param extensions the same for programs: see {@link GraphqlFaults}
 */
record GraphqlError(String message, List<SourceLocation> locations, List<Object> path, Map<String, Object> extensions)
        implements GraphQLError {
    private static final long serialVersionUID = 1L;

    GraphqlError at(ResultPath field, SourceLocation location) {
        return new GraphqlError(
                message,
                location == null ? null : List.of(location),
                field == null ? null : field.toList(),
                extensions);
    }

    GraphqlError saying(String otherMessage) {
        return new GraphqlError(otherMessage, locations, path, extensions);
    }

    GraphqlError with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(name, value);
        return new GraphqlError(message, locations, path, more);
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public List<SourceLocation> getLocations() {
        return locations;
    }

    @Override
    public List<Object> getPath() {
        return path;
    }

    @Override
    public Map<String, Object> getExtensions() {
        return extensions;
    }

    /** None: GraphQL for Java would put its own kinds of errors beside ours. */
    @Override
    public ErrorClassification getErrorType() {
        return null;
    }
}
