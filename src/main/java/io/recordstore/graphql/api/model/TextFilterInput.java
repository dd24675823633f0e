package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/** A condition on the words of a string. */
@Input("TextFilterInput")
@Description("A condition on the words of a string: exactly one of its fields.")
public record TextFilterInput(
        @Description("One of these words is there.") String any,
        @Description("All of these words are there, in any order.") String all,
        @Description("These words are there, one after the other.") String phrase,
        @Description("A word is there that starts with this one.") String prefix) {}
