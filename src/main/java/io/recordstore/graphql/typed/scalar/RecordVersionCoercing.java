package io.recordstore.graphql.typed.scalar;

import com.google.protobuf.ByteString;
import java.util.Optional;

/** Versions of records: 12 bytes in base64. One that is known with the commit alone is written then. */
final class RecordVersionCoercing extends ValueCoercing<ByteString> {
    private static final int BYTES = 12;

    RecordVersionCoercing() {
        super("a record's version, as _version has it");
    }

    @Override
    Optional<ByteString> read(Object value) {
        try {
            return value instanceof String text
                    ? Optional.of(Base64Text.read(text)).filter(bytes -> bytes.size() == BYTES)
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    Optional<Object> write(Object value) {
        return Optional.of(value instanceof ByteString version ? Base64Text.write(version) : value);
    }
}
