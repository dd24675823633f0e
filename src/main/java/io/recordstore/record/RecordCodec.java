package io.recordstore.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Records between the user's formats and the storage messages of a schema. */
public final class RecordCodec {
    private final CompiledSchema schema;

    public RecordCodec(CompiledSchema schema) {
        this.schema = schema;
    }

    /**
     * A record as it is stored, with its zeros.
     *
     * @throws InvalidRequest when the content is not of the type, or cannot be a key
     */
    public Message decode(RecordTypeSchema type, RecordContent content) {
        requireSize(content.size());
        Message record = content instanceof RecordContent.Json json
                ? parse(type, fromJson(type, json.text()), "json")
                : parse(type, ((RecordContent.Protobuf) content).bytes(), "protobuf");
        requirePrimaryKey(type, record);
        requireOrderedKeys(type, record);
        return schema.toStore(record);
    }

    private static void requireSize(int size) {
        if (size > RecordLimits.MAX_RECORD_BYTES) {
            throw new LimitExceeded(
                    "record_size",
                    RecordLimits.MAX_RECORD_BYTES + " bytes",
                    "the record has " + size + " bytes, and one may have " + RecordLimits.MAX_RECORD_BYTES
                            + ": divide it, or hold its bulk elsewhere");
        }
    }

    /** A stored record in a format. */
    public RecordContent encode(RecordTypeSchema type, Message record, RecordContent.Format format) {
        ByteString bytes = schema.userBytes(record);
        return switch (format) {
            case PROTOBUF -> new RecordContent.Protobuf(bytes);
            case JSON -> new RecordContent.Json(toJson(type, bytes));
        };
    }

    private ByteString fromJson(RecordTypeSchema type, String json) {
        DynamicMessage.Builder record = DynamicMessage.newBuilder(type.user());
        try {
            JsonFormat.parser().usingTypeRegistry(schema.userTypes()).merge(json, record);
            return record.build().toByteString();
        } catch (InvalidProtocolBufferException e) {
            throw unparsable(type, "json", e);
        }
    }

    /** Protobuf's parsers tell nesting from other errors by their message alone. */
    private static InvalidRequest unparsable(
            RecordTypeSchema type, String requestField, InvalidProtocolBufferException error) {
        String message = String.valueOf(error.getMessage());
        boolean isNested = message.toLowerCase(Locale.ROOT).contains("nesting") || message.contains("recursion limit");
        return new InvalidRequest(
                requestField,
                isNested
                        ? "it is nested deeper than " + RecordLimits.MAX_NESTING + " messages"
                        : "it is not a " + type.name() + ": " + message);
    }

    private String toJson(RecordTypeSchema type, ByteString bytes) {
        try {
            return JsonFormat.printer()
                    .usingTypeRegistry(schema.userTypes())
                    .omittingInsignificantWhitespace()
                    .print(DynamicMessage.parseFrom(type.user(), bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored record has no JSON", e);
        }
    }

    private static Message parse(RecordTypeSchema type, ByteString bytes, String requestField) {
        try {
            Message record = DynamicMessage.parseFrom(type.storage(), bytes);
            requireKnownFields(type, record, requestField);
            return record;
        } catch (InvalidProtocolBufferException e) {
            throw unparsable(type, requestField, e);
        }
    }

    private static void requireKnownFields(RecordTypeSchema type, Message message, String requestField) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw new InvalidRequest(
                    requestField,
                    "it is not a " + type.name() + " of the schema in force: "
                            + message.getDescriptorForType().getFullName() + " has no field with number "
                            + message.getUnknownFields()
                                    .asMap()
                                    .keySet()
                                    .iterator()
                                    .next()
                            + " of that wire type; apply a schema that has it first");
        }
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                forEachMessage(field, nested -> requireKnownFields(type, nested, requestField));
            }
        }
    }

    private static void forEachMessage(Map.Entry<FieldDescriptor, Object> field, Consumer<Message> action) {
        if (field.getKey().isRepeated()) {
            ((List<?>) field.getValue()).forEach(element -> action.accept((Message) element));
        } else {
            action.accept((Message) field.getValue());
        }
    }

    /** A proto3 key without {@code optional} that is zero cannot be told from one that was forgotten. */
    private static void requirePrimaryKey(RecordTypeSchema type, Message record) {
        for (FieldPath path : type.primaryKey()) {
            Optional<Object> value = path.read(record);
            if (value.isEmpty()) {
                throw new InvalidRequest(
                        path.toString(),
                        "the primary key of " + type.name() + " is not set"
                                + (path.last().hasPresence()
                                        ? ""
                                        : "; where zero is a key, declare the field optional in the .proto"));
            }
            if (isEmpty(value.get())) {
                throw new InvalidRequest(path.toString(), "the primary key of " + type.name() + " is empty");
            }
        }
    }

    private static boolean isEmpty(Object value) {
        return value.equals("") || value.equals(ByteString.EMPTY);
    }

    /** Unsigned values are stored as signed ones: past the signed range they would sort before zero. */
    private static void requireOrderedKeys(RecordTypeSchema type, Message record) {
        for (FieldPath path : type.keys()) {
            boolean unsigned =
                    switch (path.last().getType()) {
                        case UINT64, FIXED64, FIXED32 -> true;
                        default -> false;
                    };
            if (unsigned) {
                if (path.readAll(record).stream().anyMatch(value -> ((Number) value).longValue() < 0)) {
                    throw new InvalidRequest(
                            path.toString(),
                            "the value is past the signed range, and a key of this type could not order it: leave"
                                    + " the field out of keys and indexes, or hold it as bytes");
                }
            }
        }
    }
}
