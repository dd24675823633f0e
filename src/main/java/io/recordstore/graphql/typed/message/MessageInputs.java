package io.recordstore.graphql.typed.message;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import graphql.Scalars;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeReference;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The input objects that records are written from. */
public final class MessageInputs {
    private final SchemaParts parts;
    private final MessageTypes types;
    private final Map<Descriptor, String> names = new HashMap<>();

    public MessageInputs(SchemaParts parts, MessageTypes types) {
        this.parts = parts;
        this.types = types;
    }

    /** The input object of a message; it is made when it is first asked for. */
    public GraphQLTypeReference of(Descriptor message) {
        String name = names.get(message);
        if (name == null) {
            name = parts.typeNames().made(parts.typeNames().of(message) + "Input");
            names.put(message, name);
            parts.add(make(name, message));
        }
        return GraphQLTypeReference.typeRef(name);
    }

    private GraphQLInputObjectType make(String name, Descriptor message) {
        GraphQLInputObjectType.Builder type =
                GraphQLInputObjectType.newInputObject().name(name).description(types.description(message));
        message.getFields().forEach(field -> type.field(inputField(field)));
        if (message.getFields().isEmpty()) {
            type.field(GraphQLInputObjectField.newInputObjectField()
                    .name(MessageTypes.PLACEHOLDER)
                    .description("The message has no fields: send {_: true} to set it.")
                    .type(Scalars.GraphQLBoolean));
        }
        return type.build();
    }

    private GraphQLInputObjectField inputField(FieldDescriptor field) {
        GraphQLInputType type = inputType(field);
        String deprecation = type instanceof GraphQLNonNull
                ? null
                : MessageTypes.deprecation(field.getOptions().getDeprecated());
        return GraphQLInputObjectField.newInputObjectField()
                .name(parts.fieldNames().of(field))
                .description(types.description(field))
                .deprecate(deprecation)
                .type(type)
                .build();
    }

    private GraphQLInputType inputType(FieldDescriptor field) {
        Optional<ValueType> values = ValueType.of(field, parts.userTypes());
        GraphQLType element = values.map(types::typeOf).orElseGet(() -> of(field.getMessageType()));
        boolean isJson = values.map(ValueType::isJson).orElse(false);
        if (field.isRepeated()) {
            return GraphQLList.list(isJson ? element : GraphQLNonNull.nonNull(element));
        }
        boolean isNeeded = (field.isRequired() || FieldFetcher.isOfEntry(field)) && !isJson;
        return (GraphQLInputType) (isNeeded ? GraphQLNonNull.nonNull(element) : element);
    }
}
