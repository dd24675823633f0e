package io.recordstore.graphql.typed.record;

import graphql.Scalars;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLArgument;
import io.recordstore.fault.InvalidRequest;
import java.util.List;

/**
 * What a page is asked for with, as Relay's connections have it.
 *
 * @param first how many at most
 * @param after the cursor to go on after; empty for the beginning
 */
public record Paging(int first, String after) {
    /** What a page has when nobody says. */
    private static final int DEFAULT_FIRST = 20;

    /** A page is read in one transaction and held in memory. */
    private static final int MAX_FIRST = 1_000;

    private static final String FIRST = "first";
    private static final String AFTER = "after";

    /** The arguments. */
    public static List<GraphQLArgument> arguments() {
        return List.of(
                GraphQLArgument.newArgument()
                        .name(FIRST)
                        .description("How many at most, up to " + MAX_FIRST + ".")
                        .type(Scalars.GraphQLInt)
                        .defaultValueProgrammatic(DEFAULT_FIRST)
                        .build(),
                GraphQLArgument.newArgument()
                        .name(AFTER)
                        .description("The cursor after which to go on: the endCursor of the page before.")
                        .type(Scalars.GraphQLString)
                        .build());
    }

    /** @throws InvalidRequest when there cannot be such a page */
    public static Paging of(DataFetchingEnvironment environment) {
        Integer first = environment.getArgument(FIRST);
        String after = environment.getArgument(AFTER);
        int size = first == null ? DEFAULT_FIRST : first;
        if (size < 0 || size > MAX_FIRST) {
            throw new InvalidRequest(FIRST, "it is not within 0 to " + MAX_FIRST);
        }
        if (after != null && after.isEmpty()) {
            throw new InvalidRequest(AFTER, "it is empty: leave it out to start at the beginning");
        }
        return new Paging(size, after == null ? "" : after);
    }
}
