package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** Which of several values must match. */
@org.eclipse.microprofile.graphql.Enum("Quantifier")
@Description("Which of several values must match.")
public enum QuantifierEnum {
    @Description("At least one: false where there is none.")
    ANY,
    @Description("None is false: true where there is none.")
    ALL
}
