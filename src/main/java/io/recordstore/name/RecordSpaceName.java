package io.recordstore.name;

import io.recordstore.fault.InvalidRequest;

/**
 * A RecordSpace's id within its tenant: 1 to 4 segments joined by {@code /}, such as {@code prod/users}; a segment is
 * {@code [a-z0-9]} with {@code -}, {@code _} and {@code .} inside, 1 to 63 characters.
 */
public record RecordSpaceName(String value) {
    private static final int MAX_SEGMENTS = 4;

    /** @throws InvalidRequest when the name is outside the grammar */
    public RecordSpaceName {
        if (!isLegal(value)) {
            throw new InvalidRequest(
                    "record_space",
                    "a RecordSpace's id is 1 to " + MAX_SEGMENTS + " segments joined by '/', each " + Segment.GRAMMAR
                            + ", such as prod/users");
        }
    }

    private static boolean isLegal(String value) {
        String[] segments = value.split("/", -1);
        if (segments.length > MAX_SEGMENTS) {
            return false;
        }
        for (String segment : segments) {
            if (!Segment.isLegal(segment)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
