package io.recordstore.graphql.typed.record;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TypeRegistry;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLNonNull;
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

/** The arguments that name a record by its primary key: one for each of its fields. */
final class KeyArguments {
    private static final String WRAPPED = "value";

    private final List<Argument> arguments = new ArrayList<>();

    private record Argument(String name, ValueType values, String path) {}

    KeyArguments(SchemaParts parts, RecordTypeSchema type) {
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
                        .description("Its " + argument.path() + ", of the primary key.")
                        .type((GraphQLInputType) GraphQLNonNull.nonNull(messages.typeOf(argument.values())))
                        .build())
                .toList();
    }

    List<Scalar> read(Map<String, Object> given) {
        return arguments.stream()
                .map(argument -> argument.values().toScalar(given.get(argument.name()), argument.name()))
                .toList();
    }
}
