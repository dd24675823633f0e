package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/** One part of an order. */
@Input("OrderInput")
@Description("One part of an order: a path or version, and in which direction.")
public record OrderInput(
        @Description("The path of the field.") String path,
        @Description("From the largest to the smallest.") Boolean descending,
        @Description("Instead of a path: by the version of the commit that wrote the record.") Boolean version) {}
