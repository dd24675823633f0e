package io.recordstore.query;

import com.google.protobuf.ByteString;
import java.util.Optional;

/** Where what starts with a prefix ends. */
final class PrefixEnd {
    private static final int MAX_BYTE = 0xff;

    private PrefixEnd() {}

    /**
     * The least value that is greater than all that start with the prefix.
     *
     * @param prefix a String, in the order of code points, or a ByteString
     * @return empty when there is none
     */
    static Optional<Object> of(Object prefix) {
        return prefix instanceof String text ? ofText(text) : ofBytes((ByteString) prefix);
    }

    private static Optional<Object> ofText(String prefix) {
        int[] points = prefix.codePoints().toArray();
        for (int last = points.length - 1; last >= 0; last--) {
            if (points[last] < Character.MAX_CODE_POINT) {
                int next = points[last] + 1;
                boolean isSurrogate = next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE;
                return Optional.of(new StringBuilder(new String(points, 0, last))
                        .appendCodePoint(isSurrogate ? Character.MAX_SURROGATE + 1 : next)
                        .toString());
            }
        }
        return Optional.empty();
    }

    private static Optional<Object> ofBytes(ByteString prefix) {
        for (int last = prefix.size() - 1; last >= 0; last--) {
            int value = prefix.byteAt(last) & MAX_BYTE;
            if (value < MAX_BYTE) {
                byte[] end = {(byte) (value + 1)};
                return Optional.of(prefix.substring(0, last).concat(ByteString.copyFrom(end)));
            }
        }
        return Optional.empty();
    }
}
