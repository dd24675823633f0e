package io.recordstore.cli.output;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** JSON objects as the API carries them. Integers that a double cannot hold go as strings, as proto3 JSON has them. */
public final class Json {
    /** Deeper than any record; a parser without a bound would run out of stack. */
    private static final int MAX_DEPTH = 100;

    private static final BigDecimal MAX_EXACT = BigDecimal.valueOf(1L << 53);

    private Json() {}

    /**
     * @throws IllegalArgumentException when the text is not one JSON object; its message says what is wrong and where, and
     *     has nothing of the text
     */
    public static Struct parse(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object, {...}");
            }
            Struct object = object(reader, 1);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("there is more after the JSON object");
            }
            return object;
        } catch (EOFException cut) {
            throw new IllegalArgumentException("it is not JSON: it ends too early", cut);
        } catch (MalformedJsonException malformed) {
            throw new IllegalArgumentException("it is not JSON" + place(malformed), malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String place(MalformedJsonException malformed) {
        String message = malformed.getMessage();
        int line = message == null ? -1 : message.indexOf(" at line ");
        int path = message == null ? -1 : message.indexOf(" path ");
        return line < 0 || path < line ? "" : ":" + message.substring(line, path);
    }

    private static Struct object(JsonReader reader, int depth) throws IOException {
        Struct.Builder object = Struct.newBuilder();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.containsFields(name)) {
                throw new IllegalArgumentException("it has the field '" + name + "' twice");
            }
            object.putFields(name, value(reader, depth));
        }
        reader.endObject();
        return object.build();
    }

    private static Value value(JsonReader reader, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH);
        }
        Value.Builder value = Value.newBuilder();
        switch (reader.peek()) {
            case BEGIN_OBJECT -> value.setStructValue(object(reader, depth + 1));
            case BEGIN_ARRAY -> value.setListValue(list(reader, depth + 1));
            case NUMBER -> number(reader.nextString(), value);
            case BOOLEAN -> value.setBoolValue(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                value.setNullValue(NullValue.NULL_VALUE);
            }
            default -> value.setStringValue(reader.nextString());
        }
        return value.build();
    }

    private static ListValue list(JsonReader reader, int depth) throws IOException {
        ListValue.Builder list = ListValue.newBuilder();
        reader.beginArray();
        while (reader.hasNext()) {
            list.addValues(value(reader, depth));
        }
        reader.endArray();
        return list.build();
    }

    private static void number(String digits, Value.Builder value) {
        BigDecimal number = new BigDecimal(digits);
        boolean isWhole = number.signum() == 0 || number.scale() <= 0 && number.scale() > -20;
        if (isWhole && number.abs().compareTo(MAX_EXACT) > 0) {
            value.setStringValue(number.toBigInteger().toString());
        } else {
            value.setNumberValue(number.doubleValue());
        }
    }

    /** On one line. */
    public static String line(Struct object) {
        return write(object, "");
    }

    /** Over several lines, indented. */
    public static String pretty(Struct object) {
        return write(object, "  ");
    }

    private static String write(Struct object, String indent) {
        StringWriter text = new StringWriter();
        JsonWriter writer = new JsonWriter(text);
        writer.setIndent(indent);
        try {
            write(writer, object);
            writer.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonWriter writer, Struct object) throws IOException {
        writer.beginObject();
        for (Map.Entry<String, Value> field : object.getFieldsMap().entrySet()) {
            writer.name(field.getKey());
            write(writer, field.getValue());
        }
        writer.endObject();
    }

    private static void write(JsonWriter writer, Value value) throws IOException {
        switch (value.getKindCase()) {
            case STRUCT_VALUE -> write(writer, value.getStructValue());
            case LIST_VALUE -> {
                writer.beginArray();
                for (Value element : value.getListValue().getValuesList()) {
                    write(writer, element);
                }
                writer.endArray();
            }
            case NUMBER_VALUE -> writer.value(number(value.getNumberValue()));
            case STRING_VALUE -> writer.value(value.getStringValue());
            case BOOL_VALUE -> writer.value(value.getBoolValue());
            default -> writer.nullValue();
        }
    }

    private static Number number(double number) {
        boolean isWhole = number == Math.rint(number) && Math.abs(number) <= MAX_EXACT.doubleValue();
        return isWhole ? BigInteger.valueOf((long) number) : (Number) number;
    }

    /** A value as a cell of a table: a string without quotes, all else as JSON. */
    public static String cell(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case NUMBER_VALUE -> number(value.getNumberValue()).toString();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case STRUCT_VALUE -> line(value.getStructValue());
            case LIST_VALUE -> list(value.getListValue());
            case NULL_VALUE, KIND_NOT_SET -> "";
        };
    }

    private static String list(ListValue list) {
        String wrapped = line(Struct.newBuilder()
                .putFields("", Value.newBuilder().setListValue(list).build())
                .build());
        return wrapped.substring("{\"\":".length(), wrapped.length() - 1);
    }

    /** A message of the API as an object, its fields named as the .proto names them. */
    public static Struct of(MessageOrBuilder message) {
        try {
            return parse(JsonFormat.printer().preservingProtoFieldNames().print(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
