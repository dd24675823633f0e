package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.recordstore.demo.v1.CityProto;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests of any method. Some are good ones, some are good ones with fields changed to anything, some are anything. What
 * names something is often a name of the list for it.
 */
final class RandomRequests {
    private static final int DEPTH = 5;

    private static final List<String> STRINGS = List.of(
            "", "x", "id", "name", "country", "population", "NL", "City", "*", "../..", "\u0000", "ü".repeat(300));
    private static final long[] NUMBERS = {
        0, 1, 2, 3, -1, 100, 1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private static final String CITY = "record_type: 'City' ";
    private static final String KEY = "primary_key { int64_value: 1 } ";
    private static final String BY_NAME =
            "query { filter { field { path: 'name' equals { string_value: 'Ghent' } } } } ";
    private static final String FILTER = "filter { field { path: 'name' equals { string_value: 'Ghent' } } } ";
    private static final String RECORD = "json { fields { key: 'id' value { number_value: 1 } } "
            + "fields { key: 'name' value { string_value: 'Ghent' } } } ";

    /** Good requests in text, but for the RecordSpace. */
    private static final Map<String, String> GOOD = Map.ofEntries(
            Map.entry("Put", CITY + RECORD),
            Map.entry("BulkPut", CITY + RECORD),
            Map.entry("Get", CITY + KEY),
            Map.entry("BatchGet", CITY + "primary_keys { values { int64_value: 1 } } "),
            Map.entry("Delete", CITY + KEY),
            Map.entry("DeleteWhere", CITY + FILTER),
            Map.entry("Query", CITY + BY_NAME),
            Map.entry("Export", CITY),
            Map.entry("Count", CITY + FILTER),
            Map.entry("Explain", CITY + BY_NAME),
            Map.entry("UpdateRecordSpace", "ttl { seconds: 3600 } "),
            Map.entry(
                    "Commit",
                    "preconditions { " + CITY + KEY + "exists: true } writes { put { " + CITY + RECORD
                            + "} } writes { delete { " + CITY + KEY + "allow_missing: true } } "));

    private final Random random;
    private final Map<String, List<String>> names;

    /** @param names for the name of a field, what it often is */
    RandomRequests(Random random, Map<String, List<String>> names) {
        this.random = random;
        this.names = names;
    }

    Message next(AnyCall call) {
        Descriptor type = call.method().getInputType();
        int kind = random.nextInt(4);
        if (kind == 0) {
            return anything(type, DEPTH);
        }
        DynamicMessage.Builder request = good(call.method().getName(), type);
        if (kind == 1) {
            type.getFields().stream()
                    .filter(field -> random.nextInt(5) == 0)
                    .forEach(field -> set(request, field, DEPTH));
        }
        return request.build();
    }

    private DynamicMessage.Builder good(String method, Descriptor type) {
        DynamicMessage.Builder request = DynamicMessage.newBuilder(type);
        try {
            TextFormat.merge(GOOD.getOrDefault(method, ""), request);
        } catch (TextFormat.ParseException notOfTheApi) {
            throw new AssertionError(notOfTheApi);
        }
        FieldDescriptor space = type.findFieldByName("record_space");
        if (space != null) {
            request.setField(space, name("record_space"));
        }
        return request;
    }

    private DynamicMessage anything(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        type.getFields().stream().filter(field -> random.nextInt(5) > 1).forEach(field -> set(message, field, depth));
        return message.build();
    }

    private void set(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0) {
            return;
        }
        if (field.isRepeated()) {
            message.clearField(field);
            for (int i = random.nextInt(3); i > 0; i--) {
                message.addRepeatedField(field, value(field, depth));
            }
        } else {
            message.setField(field, value(field, depth));
        }
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case STRING -> name(field.getName());
            case BYTE_STRING -> bytes();
            case INT -> (int) NUMBERS[random.nextInt(NUMBERS.length)];
            case LONG -> NUMBERS[random.nextInt(NUMBERS.length)];
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> member(field.getEnumType());
            case MESSAGE ->
                field.getMessageType().getFullName().equals("google.protobuf.FileDescriptorSet")
                        ? cities()
                        : anything(field.getMessageType(), depth - 1);
        };
    }

    private Object member(EnumDescriptor type) {
        return type.getValues().get(random.nextInt(type.getValues().size()));
    }

    private String name(String field) {
        List<String> known = names.getOrDefault(field, STRINGS);
        List<String> list = random.nextInt(8) == 0 ? STRINGS : known;
        return list.get(random.nextInt(list.size()));
    }

    private ByteString bytes() {
        ByteString city =
                ServiceClient.city(random.nextInt(6), "Ghent", "BE", 7).toByteString();
        return random.nextBoolean() ? city : city.substring(random.nextInt(city.size()));
    }

    private static Message cities() {
        return FileDescriptorSet.newBuilder()
                .addFile(CityProto.getDescriptor().toProto())
                .build();
    }
}
