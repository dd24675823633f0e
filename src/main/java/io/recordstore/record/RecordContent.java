package io.recordstore.record;

import com.google.protobuf.ByteString;

/** A record in one of the formats in which it travels. */
public sealed interface RecordContent {

    /** The user's own message, serialised. */
    record Protobuf(ByteString bytes) implements RecordContent {
        @Override
        public int size() {
            return bytes.size();
        }
    }

    /** proto3 JSON. */
    record Json(String text) implements RecordContent {
        @Override
        public int size() {
            return text.length();
        }
    }

    /** Bytes or characters. */
    int size();

    /** The formats by name. */
    enum Format {
        PROTOBUF,
        JSON
    }
}
