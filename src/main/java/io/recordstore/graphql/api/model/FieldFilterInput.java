package io.recordstore.graphql.api.model;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** A condition on one field. */
@Input("FieldFilterInput")
@Description(
        "A condition on one field: its path and exactly one comparison. A field that is not set matches isNull alone.")
public record FieldFilterInput(
        @NonNull
                @Description(
                        "The path of the field: country, or location.latitude. Through a repeated field it leads to"
                                + " each element, through a map to each entry, which has the fields key and value.")
                String path,
        @Description("field = value") ValueInput equals,
        @Description("field <> value") ValueInput notEquals,
        @Description("field < value") ValueInput lessThan,
        @Description("field <= value") ValueInput lessThanOrEquals,
        @Description("field > value") ValueInput greaterThan,
        @Description("field >= value") ValueInput greaterThanOrEquals,
        @Description("The string or bytes field starts with this.") ValueInput startsWith,
        @Nullable @Description("The field is one of these.") List<@NonNull ValueInput> in,
        @Description(
                        "true: the field is not set; false: it is. Of a repeated field or a map: it has no element; it has one.")
                Boolean isNull,
        @Description("The words of the string field, compared without regard to case and accents.")
                TextFilterInput text,
        @Description("Where the path leads to several values: which of them must match; ANY when left out.")
                QuantifierEnum quantifier) {}
