package io.recordstore.graphql.typed.search;

import graphql.Scalars;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.EnumSet;
import java.util.Set;

/** The input objects of conditions on one value; fields of the same type and with the same operators share one. */
final class FilterTypes {
    /** What the operators on words are under. */
    static final String TEXT = "text";

    private final SchemaParts parts;
    private final MessageTypes messages;

    FilterTypes(SchemaParts parts, MessageTypes messages) {
        this.parts = parts;
        this.messages = messages;
    }

    GraphQLInputObjectType of(ValueType values, Set<FilterOperator> operators) {
        GraphQLType type = messages.typeOf(values);
        return parts.shared(
                name(((GraphQLNamedType) type).getName(), operators),
                GraphQLInputObjectType.class,
                name -> make(name, type, operators));
    }

    private GraphQLInputObjectType make(String name, GraphQLType values, Set<FilterOperator> operators) {
        GraphQLInputObjectType.Builder filter = GraphQLInputObjectType.newInputObject()
                .name(name)
                .description("Conditions on a field; it meets all that are given.");
        operators.stream()
                .filter(operator -> !FilterOperator.WORDS.contains(operator))
                .forEach(operator -> filter.field(argument(operator, argumentType(operator, values))));
        Set<FilterOperator> words = words(operators);
        if (!words.isEmpty()) {
            filter.field(GraphQLInputObjectField.newInputObjectField()
                    .name(TEXT)
                    .description("Conditions on the words of the text, without regard to case and accents.")
                    .type(wordsFilter(words)));
        }
        return filter.build();
    }

    private static Set<FilterOperator> words(Set<FilterOperator> operators) {
        Set<FilterOperator> words = EnumSet.noneOf(FilterOperator.class);
        operators.stream().filter(FilterOperator.WORDS::contains).forEach(words::add);
        return words;
    }

    private GraphQLInputObjectType wordsFilter(Set<FilterOperator> words) {
        String wanted = words.equals(FilterOperator.WORDS) ? "WordsFilter" : "WordPrefixFilter";
        return parts.shared(wanted, GraphQLInputObjectType.class, name -> {
            GraphQLInputObjectType.Builder filter = GraphQLInputObjectType.newInputObject()
                    .name(name)
                    .description("Conditions on the words of a text.");
            words.forEach(word -> filter.field(argument(word, Scalars.GraphQLString)));
            return filter.build();
        });
    }

    private static GraphQLInputType argumentType(FilterOperator operator, GraphQLType values) {
        return switch (operator) {
            case IN -> GraphQLList.list(GraphQLNonNull.nonNull(values));
            case IS_NULL -> Scalars.GraphQLBoolean;
            default -> (GraphQLInputType) values;
        };
    }

    private static GraphQLInputObjectField argument(FilterOperator operator, GraphQLInputType type) {
        return GraphQLInputObjectField.newInputObjectField()
                .name(operator.argument())
                .description(operator.description())
                .type(type)
                .build();
    }

    /** {@code LongFilter} has all that a Long can be asked; what has less says what it has. */
    private static String name(String values, Set<FilterOperator> operators) {
        return (operators.contains(FilterOperator.IS_NULL) ? "Nullable" : "")
                + asked(values, operators)
                + text(operators)
                + "Filter";
    }

    private static String asked(String values, Set<FilterOperator> operators) {
        if (operators.containsAll(FilterOperator.EQUALITY)) {
            boolean isAll =
                    operators.containsAll(FilterOperator.ORDER) || values.equals(Scalars.GraphQLBoolean.getName());
            return isAll ? values : values + "Equality";
        }
        return operators.stream()
                .filter(operator -> !FilterOperator.WORDS.contains(operator) && operator != FilterOperator.IS_NULL)
                .map(operator -> LegalNames.capitalised(operator.argument()))
                .reduce(String::concat)
                .map(values::concat)
                .orElse("");
    }

    private static String text(Set<FilterOperator> operators) {
        Set<FilterOperator> words = words(operators);
        if (words.isEmpty()) {
            return "";
        }
        return words.equals(FilterOperator.WORDS) ? "Text" : "TextPrefix";
    }
}
