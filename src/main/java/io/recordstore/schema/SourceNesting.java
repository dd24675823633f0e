package io.recordstore.schema;

import io.recordstore.fault.InvalidRequest;

/**
 * How deep the braces of a .proto source go, counted before a parser follows them by recursion. Braces in strings and
 * comments do not count.
 */
final class SourceNesting {
    private final String source;
    private int at;

    private SourceNesting(String source) {
        this.source = source;
    }

    /** @throws InvalidRequest when they go deeper than {@link SchemaLimits#MAX_NESTING} */
    static void check(String source, String position) {
        if (new SourceNesting(source).deepest() > SchemaLimits.MAX_NESTING) {
            throw new InvalidRequest(position, "braces are nested deeper than " + SchemaLimits.MAX_NESTING);
        }
    }

    private int deepest() {
        int depth = 0;
        int deepest = 0;
        for (; at < source.length(); at++) {
            switch (source.charAt(at)) {
                case '{', '[', '(', '<' -> deepest = Math.max(deepest, ++depth);
                case '}', ']', ')', '>' -> depth--;
                case '"', '\'' -> skipString(source.charAt(at));
                case '/' -> skipComment();
                default -> {}
            }
        }
        return deepest;
    }

    private void skipString(char quote) {
        for (at++; at < source.length() && source.charAt(at) != quote && source.charAt(at) != '\n'; at++) {
            if (source.charAt(at) == '\\') {
                at++;
            }
        }
    }

    private void skipComment() {
        if (source.startsWith("//", at)) {
            int end = source.indexOf('\n', at);
            at = end < 0 ? source.length() : end;
        } else if (source.startsWith("/*", at)) {
            int end = source.indexOf("*/", at + 2);
            at = end < 0 ? source.length() : end + 1;
        }
    }
}
