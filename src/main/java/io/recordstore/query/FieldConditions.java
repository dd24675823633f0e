package io.recordstore.query;

import io.recordstore.schema.FieldPath;
import java.util.List;

/** Comparisons of the field at the end of a path as conditions on records. */
sealed interface FieldConditions permits ComparisonTranslator, SensitiveTranslator {

    /** To what is compared: the field, or what stands in for it. */
    FieldPath path();

    /** One of the alternatives is true where the comparison is; each is one range of an index. */
    List<Leaf> alternatives(Filter.Comparison comparison);

    /** True where the comparison is; not for an index. */
    Leaf single(Filter.Comparison comparison);
}
