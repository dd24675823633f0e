package io.recordstore.graphql.typed.message;

import com.google.protobuf.TypeRegistry;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLType;
import io.recordstore.graphql.typed.naming.FieldNames;
import io.recordstore.graphql.typed.naming.TypeNames;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What the types of one schema have in common while it is built: their names, and where each is collected once. */
public final class SchemaParts {
    /** The types at which documents start. */
    public static final String QUERY = "Query";

    /** As {@link #QUERY}. */
    public static final String MUTATION = "Mutation";

    /** As {@link #QUERY}. */
    public static final String SUBSCRIPTION = "Subscription";

    private final TypeRegistry userTypes;
    private final TypeNames typeNames;
    private final FieldNames fieldNames = new FieldNames();
    private final GraphQLCodeRegistry.Builder code = GraphQLCodeRegistry.newCodeRegistry();
    private final Set<GraphQLType> types = new LinkedHashSet<>();
    private final Map<String, GraphQLNamedType> shared = new HashMap<>();

    /** @param userTypes the user's messages, for {@code google.protobuf.Any} */
    public SchemaParts(TypeRegistry userTypes) {
        this.userTypes = userTypes;
        List<String> reserved = new ArrayList<>(List.of(QUERY, MUTATION, SUBSCRIPTION));
        TypedScalars.all().forEach(scalar -> reserved.add(scalar.getName()));
        this.typeNames = new TypeNames(reserved);
        this.code.defaultDataFetcher(field -> environment -> {
            throw new IllegalStateException("nobody said how to fetch "
                    + environment.getFieldDefinition().getName());
        });
    }

    /** The user's messages, for {@code google.protobuf.Any}. */
    public TypeRegistry userTypes() {
        return userTypes;
    }

    /** The names of types. */
    public TypeNames typeNames() {
        return typeNames;
    }

    /** The names of fields. */
    public FieldNames fieldNames() {
        return fieldNames;
    }

    /** Where fetchers are collected. */
    public GraphQLCodeRegistry.Builder code() {
        return code;
    }

    /** Says how a field of a type is fetched. */
    public void fetch(String type, String field, DataFetcher<?> fetcher) {
        code.dataFetcher(FieldCoordinates.coordinates(type, field), fetcher);
    }

    /**
     * A type that several others have in common; it is made when it is first asked for.
     *
     * @param name what it is called where that is free
     * @param make makes it under the name that it gets
     */
    public <T extends GraphQLNamedType> T shared(String name, Class<T> kind, Function<String, T> make) {
        GraphQLNamedType known = shared.get(name);
        if (known == null) {
            known = add(make.apply(typeNames.made(name)));
            shared.put(name, known);
        }
        return kind.cast(known);
    }

    /** Adds a type, so that others can refer to it by its name. */
    public <T extends GraphQLNamedType> T add(T type) {
        types.add(type);
        return type;
    }

    /** All types that were added. */
    public Set<GraphQLType> types() {
        return Collections.unmodifiableSet(types);
    }
}
