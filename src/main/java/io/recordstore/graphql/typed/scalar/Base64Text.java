package io.recordstore.graphql.typed.scalar;

import com.google.protobuf.ByteString;
import java.util.Base64;

/** Bytes as base64. Both alphabets are read, with padding and without, as proto3 JSON does. */
final class Base64Text {
    private Base64Text() {}

    /** @throws IllegalArgumentException when it is none */
    static ByteString read(String text) {
        String standard = text.replace('-', '+').replace('_', '/');
        int end = standard.length();
        while (end > 0 && standard.charAt(end - 1) == '=') {
            end--;
        }
        return ByteString.copyFrom(Base64.getDecoder().decode(standard.substring(0, end)));
    }

    static String write(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
