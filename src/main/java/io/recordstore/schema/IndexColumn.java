package io.recordstore.schema;

/**
 * A column of an index, as a user defines it.
 *
 * @param path the path of the field, such as {@code location.latitude} or {@code names.key}
 * @param order in which direction it sorts
 * @param fanType what becomes of a repeated field's elements
 */
public record IndexColumn(String path, Order order, FanType fanType) {

    /** In which direction a column sorts, and where a field that is not set comes. */
    public enum Order {
        /** From the least to the greatest; what is not set comes first. */
        ASCENDING,
        /** From the greatest to the least; what is not set comes last. */
        DESCENDING,
        /** From the least to the greatest; what is not set comes last. */
        ASCENDING_NULLS_LAST,
        /** From the greatest to the least; what is not set comes first. */
        DESCENDING_NULLS_FIRST
    }

    /** What becomes of a repeated field's elements. */
    public enum FanType {
        /** One entry per element. */
        FAN_OUT,
        /** One entry with all elements, in their order. */
        CONCATENATE
    }

    /** Ascending, with one entry per element where the path goes through a repeated field. */
    public static IndexColumn of(String path) {
        return new IndexColumn(path, Order.ASCENDING, FanType.FAN_OUT);
    }

    /** From the greatest to the least. */
    public static IndexColumn descending(String path) {
        return new IndexColumn(path, Order.DESCENDING, FanType.FAN_OUT);
    }
}
