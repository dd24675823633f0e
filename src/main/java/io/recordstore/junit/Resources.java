package io.recordstore.junit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Files on the class path, as a test names them. */
final class Resources {
    private final Class<?> test;

    Resources(Class<?> test) {
        this.test = test;
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    byte[] bytes(String name) {
        try (InputStream beside = test.getResourceAsStream(name);
                InputStream atRoot = test.getResourceAsStream("/" + name)) {
            InputStream found = beside == null ? atRoot : beside;
            if (found == null) {
                throw new ExtensionConfigurationException("there is no resource '" + name + "', neither beside "
                        + test.getName() + " nor at the root of the class path");
            }
            return found.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records in JSON: an array, or one to a line. */
    List<Struct> records(String name) {
        String text = text(name).strip();
        return text.startsWith("[") ? array(name, text) : lines(name, text);
    }

    private static List<Struct> array(String name, String text) {
        ListValue.Builder array = ListValue.newBuilder();
        merge(text, array, "'" + name + "'");
        List<Struct> records = new ArrayList<>();
        for (Value value : array.getValuesList()) {
            if (!value.hasStructValue()) {
                throw new ExtensionConfigurationException(
                        "'" + name + "' is an array, and element " + (records.size() + 1) + " of it is no JSON object");
            }
            records.add(value.getStructValue());
        }
        return records;
    }

    private static List<Struct> lines(String name, String text) {
        List<Struct> records = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                Struct.Builder record = Struct.newBuilder();
                merge(line, record, "line " + number + " of '" + name + "'");
                records.add(record.build());
            }
        }
        return records;
    }

    private static void merge(String json, Message.Builder message, String where) {
        try {
            JsonFormat.parser().merge(json, message);
        } catch (InvalidProtocolBufferException e) {
            throw new ExtensionConfigurationException(
                    where + " is no JSON: " + e.getMessage()
                            + ". A seed has one record to a line, or an array of records",
                    e);
        }
    }
}
