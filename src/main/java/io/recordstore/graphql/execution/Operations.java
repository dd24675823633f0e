package io.recordstore.graphql.execution;

import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import io.recordstore.fault.InvalidRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of a document's operations a request asks for. */
final class Operations {
    private static final Set<String> CONDITIONS = Set.of("skip", "include");

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
        if (operation.getOperation() == Operation.SUBSCRIPTION) {
            requireUnconditional(document, operation.getSelectionSet());
        }
        return operation.getOperation();
    }

    /** A subscription has one field and cannot do without it. */
    private static void requireUnconditional(Document document, SelectionSet selections) {
        for (Selection<?> selection : selections.getSelections()) {
            boolean isConditional = ((DirectivesContainer<?>) selection)
                    .getDirectives().stream().map(Directive::getName).anyMatch(CONDITIONS::contains);
            if (isConditional) {
                throw new InvalidRequest("query", "a subscription's only field takes no @skip and no @include");
            }
            if (selection instanceof InlineFragment inline) {
                requireUnconditional(document, inline.getSelectionSet());
            } else if (selection instanceof FragmentSpread spread) {
                document.getDefinitionsOfType(FragmentDefinition.class).stream()
                        .filter(fragment -> fragment.getName().equals(spread.getName()))
                        .forEach(fragment -> requireUnconditional(document, fragment.getSelectionSet()));
            }
        }
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
