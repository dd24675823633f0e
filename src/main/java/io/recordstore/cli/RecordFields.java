package io.recordstore.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.recordstore.v1.Record;
import java.time.Instant;
import java.util.HexFormat;

/** Records as they are written, and as {@code import} reads them again. */
final class RecordFields {
    static final String TYPE = "record_type";
    static final String VERSION = "version";
    static final String RECORD = "record";

    private RecordFields() {}

    /**
     * @param withEnvelope whether to say the type and the version too: {@code {"record_type": "City", "version": "...",
     *     "record": {...}}}
     */
    static Struct of(Record record, boolean withEnvelope) {
        if (!withEnvelope) {
            return record.getJson();
        }
        return Struct.newBuilder()
                .putFields(TYPE, text(record.getRecordType()))
                .putFields(VERSION, text(hexadecimal(record.getVersion())))
                .putFields(
                        RECORD,
                        Value.newBuilder().setStructValue(record.getJson()).build())
                .build();
    }

    /** When something happened, to the second. */
    static String time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds()).toString();
    }

    static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    static String hexadecimal(com.google.protobuf.ByteString version) {
        return HexFormat.of().formatHex(version.toByteArray());
    }
}
