package io.recordstore.schema;

import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.recordstore.fault.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A path from a record to a value or, where it goes through repeated fields, to values: {@code location.latitude},
 * {@code tags}, {@code addresses.city}. A map is a repeated message with the fields {@code key} and {@code value}, so
 * {@code names.key} are its keys and {@code names.value.official} is a field of its values.
 *
 * <p>A path to a {@code google.protobuf} wrapper goes on to its {@code value} by itself. A path may end at a {@code
 * google.protobuf.Timestamp} or {@code Duration} where that is said: see {@link #columns}.
 *
 * @param fields the fields of the user's messages, from the record downwards; at least one, and all but the last are
 *     messages
 */
public record FieldPath(List<FieldDescriptor> fields) {
    private static final Set<String> TIMES = Set.of("google.protobuf.Timestamp", "google.protobuf.Duration");

    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");

    public FieldPath {
        fields = List.copyOf(fields);
    }

    /**
     * A path to one scalar.
     *
     * @param requestField the field of the request that holds the path, for the error
     * @throws InvalidRequest when the path leads nowhere, through a repeated field, or to a message
     */
    public static FieldPath resolve(Descriptor recordType, String path, String requestField) {
        FieldPath resolved = resolveAny(recordType, path, requestField);
        resolved.fields.stream().filter(FieldDescriptor::isRepeated).findFirst().ifPresent(field -> {
            throw new InvalidRequest(
                    requestField, "'" + field.getName() + "' is repeated, and one value per record is needed here");
        });
        if (resolved.isTime()) {
            throw endsAtMessage(resolved.last(), requestField);
        }
        return resolved;
    }

    /**
     * A path to a scalar, or a time, or any number of them: what an index can hold and a filter can ask for.
     *
     * @param requestField the field of the request that holds the path, for the error
     * @throws InvalidRequest when the path leads nowhere, or to another message
     */
    public static FieldPath resolveAny(Descriptor recordType, String path, String requestField) {
        String[] steps = path.split("\\.", SchemaLimits.MAX_PATH_STEPS + 1);
        if (steps.length > SchemaLimits.MAX_PATH_STEPS) {
            throw new InvalidRequest(requestField, "the path has more than " + SchemaLimits.MAX_PATH_STEPS + " steps");
        }
        List<FieldDescriptor> fields = new ArrayList<>(steps.length);
        Descriptor message = recordType;
        for (int i = 0; i < steps.length; i++) {
            FieldDescriptor field = step(message, steps[i], requestField);
            fields.add(field);
            if (i < steps.length - 1) {
                message = messageOf(field, requestField);
            }
        }
        return new FieldPath(fields).ended(requestField);
    }

    private static FieldDescriptor step(Descriptor message, String name, String requestField) {
        FieldDescriptor field = message.findFieldByName(name);
        if (field == null) {
            throw new InvalidRequest(
                    requestField,
                    "there is no field '" + Shown.name(name) + "' in " + Shown.name(message.getFullName()) + ": it has "
                            + names(message));
        }
        return field;
    }

    private static String names(Descriptor message) {
        return message.getFields().stream()
                .limit(20)
                .map(field -> Shown.name(field.getName()))
                .collect(Collectors.joining(", "));
    }

    private static Descriptor messageOf(FieldDescriptor field, String requestField) {
        if (!isMessage(field)) {
            throw new InvalidRequest(
                    requestField, "'" + Shown.name(field.getName()) + "' is not a message and has no fields");
        }
        return field.getMessageType();
    }

    private FieldPath ended(String requestField) {
        if (!isMessage(last()) || isTime()) {
            return this;
        }
        if (!WRAPPERS.contains(last().getMessageType().getFullName())) {
            throw endsAtMessage(last(), requestField);
        }
        List<FieldDescriptor> extended = new ArrayList<>(fields);
        extended.add(last().getMessageType().findFieldByName("value"));
        return new FieldPath(extended);
    }

    private static InvalidRequest endsAtMessage(FieldDescriptor field, String requestField) {
        List<FieldDescriptor> inner = field.getMessageType().getFields();
        String name = Shown.name(field.getName());
        String example =
                name + "." + (inner.isEmpty() ? "..." : Shown.name(inner.get(0).getName()));
        return new InvalidRequest(
                requestField,
                field.isMapField()
                        ? "'" + name + "' is a map: name its keys, '" + name + ".key', or its values, '" + name
                                + ".value'"
                        : "'" + name + "' is a message: name one of its fields, such as '" + example + "'");
    }

    /** Whether a message is compared and indexed as one value: a wrapper, or a time. */
    static boolean isValue(FieldDescriptor message) {
        String name = message.getMessageType().getFullName();
        return WRAPPERS.contains(name) || TIMES.contains(name);
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }

    /** The field at the end. */
    public FieldDescriptor last() {
        return fields.get(fields.size() - 1);
    }

    /** Whether a record may have several values there. */
    public boolean isRepeated() {
        return fields.stream().anyMatch(FieldDescriptor::isRepeated);
    }

    /** The fields up to the last repeated one, which is among them; empty when none is repeated. */
    public List<FieldDescriptor> repeatedPrefix() {
        int length = IntStream.range(0, fields.size())
                .filter(i -> fields.get(i).isRepeated())
                .map(i -> i + 1)
                .reduce(0, Math::max);
        return fields.subList(0, length);
    }

    /** Whether it ends at a {@code google.protobuf.Timestamp} or {@code Duration}. */
    public boolean isTime() {
        return isMessage(last()) && TIMES.contains(last().getMessageType().getFullName());
    }

    /** Itself, or the paths of a time's {@code seconds} and {@code nanos}. */
    public List<FieldPath> columns() {
        return isTime() ? List.of(then("seconds"), then("nanos")) : List.of(this);
    }

    private FieldPath then(String name) {
        List<FieldDescriptor> extended = new ArrayList<>(fields);
        extended.add(last().getMessageType().findFieldByName(name));
        return new FieldPath(extended);
    }

    /** Whether the value can be absent from a record: it, or a message on the way, has presence. */
    public boolean canBeAbsent() {
        return fields.stream().anyMatch(FieldDescriptor::hasPresence);
    }

    /**
     * The field's value in a record, of the user's messages or the storage messages; nothing where it, or a message on
     * the way to it, is not set. For a path through no repeated field.
     */
    public Optional<Object> read(Message record) {
        return readAll(record).stream().findFirst();
    }

    /** All values in a record, of the user's messages or the storage messages; what is not set is left out. */
    public List<Object> readAll(Message record) {
        List<Object> values = new ArrayList<>();
        read(record, 0, values::add);
        return values;
    }

    private void read(Message message, int depth, Consumer<Object> values) {
        FieldDescriptor field = message.getDescriptorForType()
                .findFieldByNumber(fields.get(depth).getNumber());
        if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                found(message.getRepeatedField(field, i), depth, values);
            }
        } else if (!field.hasPresence() || message.hasField(field)) {
            found(message.getField(field), depth, values);
        }
    }

    private void found(Object value, int depth, Consumer<Object> values) {
        if (depth == fields.size() - 1) {
            values.accept(value);
        } else {
            read((Message) value, depth + 1, values);
        }
    }

    /**
     * The path as the Record Layer has it, ascending, with one entry per element of a repeated field. An index with
     * several columns may nest them in another way: see {@link KeyColumns}.
     */
    public KeyExpression toKeyExpression() {
        return KeyColumns.expression(this, IndexColumn.of(toString()));
    }

    @Override
    public String toString() {
        return fields.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
    }
}
