package io.recordstore.graphql.execution;

import java.util.Map;
import java.util.Optional;

/**
 * What a client asks for, however it was sent.
 *
 * @param document the text of a GraphQL document
 * @param operationName which of the document's operations; empty where it has one
 * @param variables values by name; some may be null
 * @param onlyQueries whether an operation that is no query is refused, as of a request that promises to change nothing
 */
public record GraphqlRequest(
        String document, Optional<String> operationName, Map<String, Object> variables, boolean onlyQueries) {}
