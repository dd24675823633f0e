package io.recordstore.graphql.api;

import graphql.DirectivesUtil;
import graphql.schema.GraphQLFieldDefinition;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.graphql.execution.FieldAuthority;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a field requires, by its {@link Needs} and its arguments {@code tenant}, {@code recordSpace} or {@code prefix}, and
 * {@code recordType}. What it makes besides, in its argument
 * {@code target}, by its {@link NeedsOnTarget}. A field without {@link Needs} is refused.
 */
final class ArgumentAuthority implements FieldAuthority {
    private static final String DIRECTIVE = "needs";
    private static final String DIRECTIVE_ON_TARGET = "needsOnTarget";
    private static final String TARGET = "target";

    @Override
    public List<Required> of(GraphQLFieldDefinition field, Map<String, Object> arguments) {
        Required itself = new Required(operation(right(field)), target(field, arguments));
        Stream<Required> made =
                right(field, DIRECTIVE_ON_TARGET)
                        .map(right -> new Required(operation(right), made(arguments)))
                        .stream();
        return Stream.concat(Stream.of(itself), made).toList();
    }

    /** The RecordSpace that a field makes. */
    private static Target made(Map<String, Object> arguments) {
        return new Target(text(arguments, "tenant"), new Target.One(text(arguments, TARGET)), "");
    }

    private static Optional<String> right(GraphQLFieldDefinition field, String name) {
        return DirectivesUtil.toAppliedDirectives(field).stream()
                .filter(directive -> directive.getName().equals(name))
                .map(needs -> needs.getArgument("right").<String>getValue())
                .findFirst();
    }

    private static String right(GraphQLFieldDefinition field) {
        return right(field, DIRECTIVE)
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
