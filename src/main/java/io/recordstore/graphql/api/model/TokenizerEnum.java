package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** How a text index cuts a string into words. */
@org.eclipse.microprofile.graphql.Enum("TextTokenizer")
@Description("How a text index cuts a string into words.")
public enum TokenizerEnum {
    @Description("Words.")
    DEFAULT,
    @Description("Words and every beginning of them up to 12 characters.")
    PREFIX
}
