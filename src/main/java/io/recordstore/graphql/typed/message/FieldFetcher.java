package io.recordstore.graphql.typed.message;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import graphql.TrivialDataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Fetches a field from a message, or a record that is one. */
final class FieldFetcher implements LightDataFetcher<Object>, TrivialDataFetcher<Object> {
    private final FieldDescriptor field;
    private final Optional<ValueType> values;

    /** @param values what the field's values are; empty for objects */
    FieldFetcher(FieldDescriptor field, Optional<ValueType> values) {
        this.field = field;
        this.values = values;
    }

    @Override
    public Object get(GraphQLFieldDefinition definition, Object source, Supplier<DataFetchingEnvironment> environment) {
        return read(source instanceof RecordSource record ? record.message() : (Message) source);
    }

    @Override
    public Object get(DataFetchingEnvironment environment) {
        return get(environment.getFieldDefinition(), environment.getSource(), () -> environment);
    }

    private Object read(Message message) {
        if (field.isRepeated()) {
            List<Object> elements = new ArrayList<>(message.getRepeatedFieldCount(field));
            ((List<?>) message.getField(field)).forEach(element -> elements.add(write(element)));
            return elements;
        }
        boolean isThere = !field.hasPresence() || isOfEntry(field) || message.hasField(field);
        return isThere ? write(message.getField(field)) : null;
    }

    /** An entry of a map always has its key and its value. */
    static boolean isOfEntry(FieldDescriptor field) {
        return field.getContainingType().getOptions().getMapEntry();
    }

    private Object write(Object value) {
        return values.isPresent() ? values.get().fromProtobuf(value) : value;
    }
}
