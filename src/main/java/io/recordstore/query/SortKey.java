package io.recordstore.query;

/**
 * One part of an order.
 *
 * @param path the path of a field; empty for the version of the commit that wrote the record
 * @param descending from the largest to the smallest
 */
public record SortKey(String path, boolean descending) {

    /** By the version of the commit that wrote the record. */
    public static SortKey byVersion(boolean descending) {
        return new SortKey("", descending);
    }

    /** Whether it is the record's version. */
    boolean isVersion() {
        return path.isEmpty();
    }
}
