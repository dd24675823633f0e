package io.recordstore.graphql.typed.message;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.scalar.ValueType;

/** The user's enums. A value is its number, so that two names of one number are one value. */
final class EnumTypes {
    private final Comments comments;

    EnumTypes(Comments comments) {
        this.comments = comments;
    }

    GraphQLEnumType make(String name, EnumDescriptor type) {
        TakenNames taken = new TakenNames();
        GraphQLEnumType.Builder made = GraphQLEnumType.newEnum().name(name).description(comments.of(type));
        type.getValues().forEach(value -> made.value(value(value, taken)));
        if (!type.isClosed()) {
            made.value(
                    taken.take(ValueType.UNRECOGNIZED),
                    ValueType.UNRECOGNIZED,
                    "A value that the schema has no name for. It is answered and cannot be sent.");
        }
        return made.build();
    }

    private GraphQLEnumValueDefinition value(EnumValueDescriptor value, TakenNames taken) {
        return GraphQLEnumValueDefinition.newEnumValueDefinition()
                .name(taken.take(LegalNames.ofEnumValue(value.getName())))
                .description(comments.of(value))
                .value(value.getNumber())
                .deprecationReason(MessageTypes.deprecation(value.getOptions().getDeprecated()))
                .build();
    }
}
