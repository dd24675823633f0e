package io.recordstore.schema;

/**
 * A condition that records must meet to be in an index.
 *
 * @param path the path of the field; not through a repeated one
 * @param value what it is compared with, as text; {@code true} or {@code false} for {@link Comparison#IS_SET}
 */
public record IndexCondition(String path, Comparison comparison, String value) {

    /** How a field is compared. One that is not set meets {@code IS_SET false} alone. */
    public enum Comparison {
        IS_SET,
        EQUALS,
        NOT_EQUALS,
        LESS_THAN,
        LESS_THAN_OR_EQUALS,
        GREATER_THAN,
        GREATER_THAN_OR_EQUALS
    }
}
