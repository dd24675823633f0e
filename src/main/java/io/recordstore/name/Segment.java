package io.recordstore.name;

/** The grammar that the segments of all names share. */
final class Segment {
    static final String GRAMMAR = "1 to 63 characters of a-z and 0-9, with '-', '_' and '.' allowed inside";

    private static final int MAX_LENGTH = 63;

    private Segment() {}

    static boolean isLegal(String segment) {
        int length = segment.length();
        if (length == 0 || length > MAX_LENGTH || !isAlphanumeric(segment.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length - 1; i++) {
            char c = segment.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return isAlphanumeric(segment.charAt(length - 1));
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
