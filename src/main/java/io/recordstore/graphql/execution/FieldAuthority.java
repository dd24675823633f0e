package io.recordstore.graphql.execution;

import graphql.schema.GraphQLFieldDefinition;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a token must allow for a field of the query or the mutation type. */
@FunctionalInterface
public interface FieldAuthority {

    /**
     * @param field the field, never one of introspection
     * @param arguments its arguments, coerced to their types and not validated further
     * @return what it must all allow
     */
    List<Required> of(GraphQLFieldDefinition field, Map<String, Object> arguments);

    /** What it must allow for an operation that asks for nothing but {@code __typename}; empty for nothing. */
    default Optional<Required> ofTypeName() {
        return Optional.empty();
    }

    /**
     * @param operation what the token must allow; empty when any good token of the target's tenant will do
     * @param target what the field is about
     */
    record Required(Optional<Operation> operation, Target target) {
        /** An operation on a target. */
        public static Required of(Operation operation, Target target) {
            return new Required(Optional.of(operation), target);
        }
    }
}
