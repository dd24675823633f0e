package io.recordstore.graphql.execution;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import io.recordstore.fault.InvalidRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of a document's operations a request asks for. */
final class Operations {
    private Operations() {}

    /**
     * What kind of operation it is.
     *
     * @throws InvalidRequest when it asks for none of them, or for one that it may not
     */
    static Operation requireOne(Document document, GraphqlRequest request) {
        List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class);
        OperationDefinition operation = find(operations, request.operationName())
                .orElseThrow(() -> new InvalidRequest("operationName", "it is to be one of: " + names(operations)));
        if (!request.accepted().contains(operation.getOperation())) {
            throw new InvalidRequest("query", refusal(operation.getOperation()));
        }
        return operation.getOperation();
    }

    private static String refusal(Operation operation) {
        return operation == Operation.SUBSCRIPTION
                ? "a subscription has many answers: send it over a WebSocket, or accept text/event-stream"
                : "GET is for what changes nothing: send a mutation with POST";
    }

    private static Optional<OperationDefinition> find(List<OperationDefinition> operations, Optional<String> name) {
        return name.isEmpty()
                ? operations.stream().findFirst().filter(first -> operations.size() == 1)
                : operations.stream()
                        .filter(operation -> name.get().equals(operation.getName()))
                        .findFirst();
    }

    private static String names(List<OperationDefinition> operations) {
        return operations.stream()
                .map(OperationDefinition::getName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }
}
