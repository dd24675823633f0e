package io.recordstore.graphql.execution;

import graphql.language.OperationDefinition.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a client asks for, however it was sent.
 *
 * @param document the text of a GraphQL document
 * @param operationName which of the document's operations; empty where it has one
 * @param variables values by name; some may be null
 * @param accepted the kinds of operations that it may ask for, by how it was sent
 * @param asksFor told which kind it asks for, as soon as that is known
 */
public record GraphqlRequest(
        String document,
        Optional<String> operationName,
        Map<String, Object> variables,
        Set<Operation> accepted,
        Consumer<Operation> asksFor) {}
