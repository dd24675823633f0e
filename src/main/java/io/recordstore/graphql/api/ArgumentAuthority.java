package io.recordstore.graphql.api;

import graphql.DirectivesUtil;
import graphql.schema.GraphQLFieldDefinition;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.graphql.execution.FieldAuthority;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What a field requires, by its {@link Needs} and its arguments {@code tenant}, {@code recordSpace} or {@code prefix}, and
 * {@code recordType}. A field without {@link Needs} is refused.
 */
final class ArgumentAuthority implements FieldAuthority {
    private static final String DIRECTIVE = "needs";

    @Override
    public Required of(GraphQLFieldDefinition field, Map<String, Object> arguments) {
        return new Required(operation(right(field)), target(field, arguments));
    }

    private static String right(GraphQLFieldDefinition field) {
        return DirectivesUtil.toAppliedDirectives(field).stream()
                .filter(directive -> directive.getName().equals(DIRECTIVE))
                .map(needs -> needs.getArgument("right").<String>getValue())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the field " + field.getName() + " does not say which right it needs"));
    }

    private static Optional<Operation> operation(String right) {
        return right.equals(Needs.ANY_TOKEN)
                ? Optional.empty()
                : Optional.of(Arrays.stream(Operation.values())
                        .filter(operation -> operation.right().equals(right))
                        .findFirst()
                        .orElseThrow());
    }

    private static Target target(GraphQLFieldDefinition field, Map<String, Object> arguments) {
        return new Target(text(arguments, "tenant"), spaces(field, arguments), text(arguments, "recordType"));
    }

    private static Target.Spaces spaces(GraphQLFieldDefinition field, Map<String, Object> arguments) {
        if (field.getArgument("prefix") != null) {
            return new Target.StartingWith(text(arguments, "prefix"));
        }
        return field.getArgument("recordSpace") == null
                ? new Target.WholeTenant()
                : new Target.One(text(arguments, "recordSpace"));
    }

    private static String text(Map<String, Object> arguments, String name) {
        Object value = arguments.get(name);
        return value == null ? "" : (String) value;
    }
}
