package io.recordstore.graphql.execution;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQLError;
import java.util.List;

/** An event of a subscription could not be answered in whole: it ends with the errors, for no event is left out. */
final class EventFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<GraphQLError> errors;

    EventFailed(List<GraphQLError> errors) {
        super("an event could not be answered", null, false, false);
        this.errors = errors;
    }

    ExecutionResult answer() {
        return new ExecutionResultImpl(errors);
    }
}
