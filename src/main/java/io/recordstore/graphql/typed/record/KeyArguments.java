package io.recordstore.graphql.typed.record;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TypeRegistry;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.scalar.ValueType;
import io.recordstore.record.Scalar;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The primary key of a record type: one argument, or field, for each of its fields. */
public final class KeyArguments {
    private static final String WRAPPED = "value";

    private final List<Argument> arguments = new ArrayList<>();

    private record Argument(String name, ValueType values, String path) {
        String description() {
            return "Its " + path + ", of the primary key.";
        }
    }

    public KeyArguments(SchemaParts parts, RecordTypeSchema type) {
        TakenNames taken = new TakenNames();
        TypeRegistry userTypes = parts.userTypes();
        for (FieldPath path : type.primaryKey()) {
            ValueType values = ValueType.of(path.last(), userTypes).orElseThrow();
            arguments.add(new Argument(taken.take(LegalNames.of(name(parts, path))), values, path.toString()));
        }
    }

    /** A field of the record has its name, one in a message the names on its path. */
    private static String name(SchemaParts parts, FieldPath path) {
        StringBuilder name = new StringBuilder();
        for (FieldDescriptor field : path.fields()) {
            boolean isWrapped = field.getName().equals(WRAPPED)
                    && field.getFile().getName().equals("google/protobuf/wrappers.proto");
            if (!isWrapped) {
                String step = parts.fieldNames().of(field);
                name.append(name.length() == 0 ? step : LegalNames.capitalised(step));
            }
        }
        return name.toString();
    }

    List<GraphQLArgument> definitions(MessageTypes messages) {
        return arguments.stream()
                .map(argument -> GraphQLArgument.newArgument()
                        .name(argument.name())
                        .description(argument.description())
                        .type((GraphQLInputType) GraphQLNonNull.nonNull(messages.typeOf(argument.values())))
                        .build())
                .toList();
    }

    /** The fields of an object that has a key, whose source is the list of its values. */
    public void addFields(GraphQLObjectType.Builder type, String typeName, SchemaParts parts, MessageTypes messages) {
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            int column = i;
            type.field(GraphQLFieldDefinition.newFieldDefinition()
                    .name(argument.name())
                    .description(argument.description())
                    .type((GraphQLOutputType) GraphQLNonNull.nonNull(messages.typeOf(argument.values()))));
            parts.fetch(typeName, argument.name(), environment -> argument.values()
                    .fromScalar(environment.<List<Scalar>>getSource().get(column)));
        }
    }

    /** The fields of an input object for the beginning of a key. */
    public List<GraphQLInputObjectField> prefixFields(MessageTypes messages) {
        return arguments.stream()
                .map(argument -> GraphQLInputObjectField.newInputObjectField()
                        .name(argument.name())
                        .description(argument.description())
                        .type((GraphQLInputType) messages.typeOf(argument.values()))
                        .build())
                .toList();
    }

    /**
     * The first values of a key.
     *
     * @throws InvalidRequest when one is missing before another
     */
    public List<Scalar> readPrefix(Map<String, Object> given, String position) {
        List<Scalar> values = new ArrayList<>();
        for (Argument argument : arguments) {
            Object value = given.get(argument.name());
            if (value == null) {
                break;
            }
            values.add(argument.values().toScalar(value, position + "." + argument.name()));
        }
        if (values.isEmpty() || values.size() < given.size()) {
            throw new InvalidRequest(
                    position,
                    "it has the first values of the primary key, which is "
                            + arguments.stream().map(Argument::name).collect(Collectors.joining(", ")));
        }
        return values;
    }

    List<Scalar> read(Map<String, Object> given) {
        return arguments.stream()
                .map(argument -> argument.values().toScalar(given.get(argument.name()), argument.name()))
                .toList();
    }
}
