package io.recordstore.graphql.typed.record;

import graphql.schema.DataFetcher;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.request.Demand;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields at which documents of one kind start, and what each does. */
public final class RootFields {
    private final SchemaParts parts;
    private final String typeName;
    private final TakenNames taken;
    private final GraphQLObjectType.Builder type;
    private final Map<String, Demand> demands = new LinkedHashMap<>();

    /**
     * @param typeName {@code Query}, {@code Mutation} or {@code Subscription}
     * @param taken the names of all such fields: none of a query is one of a mutation, so that it says what it does
     */
    public RootFields(SchemaParts parts, String typeName, String description, TakenNames taken) {
        this.parts = parts;
        this.taken = taken;
        this.typeName = typeName;
        this.type = GraphQLObjectType.newObject().name(typeName).description(description);
    }

    /** @param demand what a caller must be allowed before it is fetched */
    public void add(GraphQLFieldDefinition.Builder field, Demand demand, DataFetcher<?> fetcher) {
        String name = taken.take(LegalNames.of(field.build().getName()));
        type.field(field.name(name));
        demands.put(name, demand);
        parts.fetch(typeName, name, fetcher);
    }

    public GraphQLObjectType type() {
        return type.build();
    }

    /** By the names of fields. */
    public Map<String, Demand> demands() {
        return Map.copyOf(demands);
    }
}
