package io.recordstore.schema;

import kotlin.ranges.IntRange;

/** Numbers in a row, as {@code reserved} and {@code extensions} name them. */
record NumberRange(int first, int last) {

    /** @param value a number or a range, as Wire's parser has it */
    static NumberRange of(Object value) {
        if (value instanceof IntRange range) {
            return new NumberRange(range.getFirst(), range.getLast());
        }
        return new NumberRange((Integer) value, (Integer) value);
    }
}
