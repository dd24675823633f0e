package io.recordstore.graphql.typed.message;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import graphql.Scalars;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeReference;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import io.recordstore.graphql.typed.scalar.ValueType;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The object types of messages, for all that record types lead to. */
public final class MessageTypes {
    /** What a message without fields has, since GraphQL has no type without. */
    static final String PLACEHOLDER = "_";

    private static final String VERSION = "_version";

    private final SchemaParts parts;
    private final Comments comments = new Comments();
    private final EnumTypes enumTypes = new EnumTypes(comments);
    private final Set<Descriptor> messages = new LinkedHashSet<>();
    private final Set<EnumDescriptor> enums = new LinkedHashSet<>();
    private final Set<Descriptor> recordTypes;

    /** Takes the names of all messages and enums, and makes their object types. */
    public MessageTypes(SchemaParts parts, CompiledSchema schema) {
        this.parts = parts;
        this.recordTypes =
                schema.recordTypes().stream().map(RecordTypeSchema::user).collect(Collectors.toSet());
        schema.recordTypes().forEach(type -> parts.typeNames().of(type.user()));
        schema.recordTypes().forEach(type -> collect(type.user()));
        messages.forEach(message -> parts.typeNames().of(message));
        enums.forEach(type -> parts.typeNames().of(type));
        messages.forEach(message -> parts.add(objectType(message)));
        enums.forEach(type -> parts.add(enumTypes.make(parts.typeNames().of(type), type)));
    }

    private void collect(Descriptor first) {
        Deque<Descriptor> open = new ArrayDeque<>();
        open.push(first);
        while (!open.isEmpty()) {
            Descriptor message = open.pop();
            if (messages.add(message)) {
                message.getFields().forEach(field -> collect(field, open));
            }
        }
    }

    private void collect(FieldDescriptor field, Deque<Descriptor> open) {
        Optional<ValueType> values = values(field);
        if (values.isEmpty()) {
            open.push(field.getMessageType());
        } else {
            values.get().enumType().ifPresent(enums::add);
        }
    }

    private Optional<ValueType> values(FieldDescriptor field) {
        return ValueType.of(field, parts.userTypes());
    }

    private GraphQLObjectType objectType(Descriptor message) {
        String name = parts.typeNames().of(message);
        TakenNames taken = new TakenNames();
        GraphQLObjectType.Builder type =
                GraphQLObjectType.newObject().name(name).description(comments.of(message));
        for (FieldDescriptor field : message.getFields()) {
            type.field(outputField(field));
            taken.take(parts.fieldNames().of(field));
            parts.fetch(name, parts.fieldNames().of(field), new FieldFetcher(field, values(field)));
        }
        if (message.getFields().isEmpty()) {
            type.field(placeholder());
            parts.fetch(name, taken.take(PLACEHOLDER), environment -> true);
        }
        if (recordTypes.contains(message)) {
            addVersion(type, name, taken.take(VERSION));
        }
        return type.build();
    }

    private static GraphQLFieldDefinition placeholder() {
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(PLACEHOLDER)
                .description("The message has no fields: true wherever it is set.")
                .type(GraphQLNonNull.nonNull(Scalars.GraphQLBoolean))
                .build();
    }

    private void addVersion(GraphQLObjectType.Builder type, String typeName, String fieldName) {
        type.field(GraphQLFieldDefinition.newFieldDefinition()
                .name(fieldName)
                .description("The version of the record, when it is one and no part of another.")
                .type(TypedScalars.RECORD_VERSION));
        parts.fetch(
                typeName,
                fieldName,
                environment -> environment.getSource() instanceof RecordSource record ? record.version() : null);
    }

    /** The name of the field that has the version of a record of a type. */
    public String versionField(RecordTypeSchema type) {
        TakenNames taken = new TakenNames();
        type.user().getFields().forEach(field -> taken.take(parts.fieldNames().of(field)));
        return taken.take(VERSION);
    }

    private GraphQLFieldDefinition outputField(FieldDescriptor field) {
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(parts.fieldNames().of(field))
                .description(description(field))
                .deprecate(deprecation(field.getOptions().getDeprecated()))
                .type((GraphQLOutputType) fieldType(field))
                .build();
    }

    private GraphQLType fieldType(FieldDescriptor field) {
        GraphQLType element = element(field);
        boolean isJson = values(field).map(ValueType::isJson).orElse(false);
        if (field.isRepeated()) {
            return GraphQLNonNull.nonNull(GraphQLList.list(isJson ? element : GraphQLNonNull.nonNull(element)));
        }
        boolean isAlwaysSet = !field.hasPresence() || field.isRequired() || FieldFetcher.isOfEntry(field);
        return isAlwaysSet && !isJson ? GraphQLNonNull.nonNull(element) : element;
    }

    private GraphQLType element(FieldDescriptor field) {
        return values(field)
                .map(this::typeOf)
                .orElseGet(() -> GraphQLTypeReference.typeRef(parts.typeNames().of(field.getMessageType())));
    }

    /** The type of values, in answers and in requests. */
    public GraphQLType typeOf(ValueType values) {
        return values.enumType()
                .<GraphQLType>map(
                        type -> GraphQLTypeReference.typeRef(parts.typeNames().of(type)))
                .orElseGet(values::scalar);
    }

    /** The field's comment, and what else there is to know of it. */
    String description(FieldDescriptor field) {
        return Stream.of(comments.of(field), oneofNote(field))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private String oneofNote(FieldDescriptor field) {
        OneofDescriptor oneof = field.getRealContainingOneof();
        if (oneof == null) {
            return "";
        }
        String members = oneof.getFields().stream()
                .map(member -> parts.fieldNames().of(member))
                .collect(Collectors.joining(", "));
        String comment = comments.of(oneof);
        return "At most one of " + members + " is set: they are the oneof `" + oneof.getName() + "`."
                + (comment.isEmpty() ? "" : "\n" + comment);
    }

    String description(Descriptor message) {
        return comments.of(message);
    }

    static String deprecation(boolean isDeprecated) {
        return isDeprecated ? "Deprecated in the schema." : null;
    }
}
