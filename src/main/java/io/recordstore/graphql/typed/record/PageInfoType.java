package io.recordstore.graphql.typed.record;

import graphql.Scalars;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import io.recordstore.graphql.typed.message.SchemaParts;
import java.util.function.Function;

/** Where a page is among others, as Relay's connections have it. */
public final class PageInfoType {
    private PageInfoType() {}

    /**
     * @param startCursor goes on after the first; null where there is none
     * @param endCursor goes on after the last; null where there is none
     */
    public record PageInfo(boolean hasNextPage, boolean hasPreviousPage, String startCursor, String endCursor) {}

    /** The type, which all connections of a schema share. */
    public static GraphQLObjectType of(SchemaParts parts) {
        return parts.shared("PageInfo", GraphQLObjectType.class, name -> GraphQLObjectType.newObject()
                .name(name)
                .description("Where a page is among the others.")
                .field(field(
                        parts, name, "hasNextPage", "Whether there is more after it.", true, PageInfo::hasNextPage))
                .field(field(
                        parts,
                        name,
                        "hasPreviousPage",
                        "Whether it was asked for with after.",
                        true,
                        PageInfo::hasPreviousPage))
                .field(field(
                        parts, name, "startCursor", "The cursor of its first element.", false, PageInfo::startCursor))
                .field(field(
                        parts,
                        name,
                        "endCursor",
                        "The cursor to go on with: send it as after.",
                        false,
                        PageInfo::endCursor))
                .build());
    }

    private static GraphQLFieldDefinition field(
            SchemaParts parts,
            String type,
            String name,
            String description,
            boolean isFlag,
            Function<PageInfo, Object> value) {
        parts.fetch(type, name, environment -> value.apply(environment.getSource()));
        GraphQLOutputType values = isFlag ? GraphQLNonNull.nonNull(Scalars.GraphQLBoolean) : Scalars.GraphQLString;
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(name)
                .description(description)
                .type(values)
                .build();
    }
}
