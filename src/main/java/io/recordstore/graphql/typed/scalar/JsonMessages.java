package io.recordstore.graphql.typed.scalar;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.recordstore.fault.InvalidRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Messages that have a form of their own in proto3 JSON, between it and Protobuf. */
final class JsonMessages {
    private static final Set<String> TYPES = Set.of(
            "google.protobuf.Any",
            "google.protobuf.Empty",
            "google.protobuf.FieldMask",
            "google.protobuf.ListValue",
            "google.protobuf.Struct",
            "google.protobuf.Value");

    private JsonMessages() {}

    static boolean isOne(Descriptor message) {
        return TYPES.contains(message.getFullName());
    }

    /** @throws io.recordstore.fault.InvalidRequest when an {@code Any} holds a message that the schema does not have */
    static Object write(Message message, TypeRegistry types) {
        try {
            Object json = Json.decodeValue(
                    JsonFormat.printer().usingTypeRegistry(types).print(message));
            if (json instanceof JsonObject object) {
                return object.getMap();
            }
            return json instanceof JsonArray array ? array.getList() : json;
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidRequest(
                    message.getDescriptorForType().getFullName(), "the stored value has no JSON: " + e.getMessage());
        }
    }

    /** @throws InvalidRequest when it is not the message's JSON */
    static Message read(Object json, Descriptor type, TypeRegistry types) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        try {
            JsonFormat.parser().usingTypeRegistry(types).merge(Json.encode(json), message);
            return message.build();
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidRequest(type.getName(), "it is not the JSON of a " + type.getFullName());
        }
    }
}
