package io.recordstore.graphql.typed.record;

import graphql.Scalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLTypeReference;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.record.ConnectionPage.Edge;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import java.util.function.Function;

/** The types of connections of records, as Relay has them. */
final class ConnectionTypes {
    static final String WHERE = "where";
    static final String ORDER_BY = "orderBy";
    static final String EDGES = "edges";
    static final String NODES = "nodes";
    static final String NODE = "node";
    static final String PAGE_INFO = "pageInfo";

    private final SchemaParts parts;

    ConnectionTypes(SchemaParts parts) {
        this.parts = parts;
    }

    /** @param isCounted whether there is an index that counts records of the type */
    GraphQLObjectType make(String recordType, boolean isCounted) {
        String name = parts.typeNames().made(recordType + "Connection");
        GraphQLTypeReference record = GraphQLTypeReference.typeRef(recordType);
        GraphQLObjectType.Builder connection = GraphQLObjectType.newObject()
                .name(name)
                .description("A page of records.")
                .field(field(name, EDGES, "The records, each with its cursor.", listOf(edge(recordType)), page()))
                .field(field(name, NODES, "The records.", listOf(record), ConnectionTypes::nodes))
                .field(field(
                        name,
                        PAGE_INFO,
                        "Where the page is among the others.",
                        GraphQLNonNull.nonNull(PageInfoType.of(parts)),
                        environment -> ConnectionTypes.<ConnectionPage>source(environment)
                                .pageInfo()));
        if (isCounted) {
            connection.field(field(
                    name,
                    "totalCount",
                    "How many records the filter selects, as an index counts them.",
                    TypedScalars.LONG,
                    ConnectionTypes::totalCount));
        }
        return parts.add(connection.build());
    }

    private static Object totalCount(DataFetchingEnvironment environment) {
        TypedRequest request = TypedRequest.of(environment);
        return request.aggregates()
                .counted(
                        request.space(),
                        ConnectionTypes.<ConnectionPage>source(environment).query());
    }

    private static Object nodes(DataFetchingEnvironment environment) {
        return ConnectionTypes.<ConnectionPage>source(environment).edges().stream()
                .map(Edge::node)
                .toList();
    }

    private static DataFetcher<Object> page() {
        return environment ->
                ConnectionTypes.<ConnectionPage>source(environment).edges();
    }

    private GraphQLObjectType edge(String recordType) {
        String name = parts.typeNames().made(recordType + "Edge");
        return parts.add(GraphQLObjectType.newObject()
                .name(name)
                .description("A record among others.")
                .field(field(
                        name,
                        "cursor",
                        "Goes on after the record: send it as after with the same where and orderBy.",
                        GraphQLNonNull.nonNull(Scalars.GraphQLString),
                        ofEdge(Edge::cursor)))
                .field(field(
                        name,
                        NODE,
                        "The record.",
                        GraphQLNonNull.nonNull(GraphQLTypeReference.typeRef(recordType)),
                        ofEdge(Edge::node)))
                .build());
    }

    private static DataFetcher<Object> ofEdge(Function<Edge, Object> value) {
        return environment -> value.apply(source(environment));
    }

    private static <T> T source(DataFetchingEnvironment environment) {
        return environment.getSource();
    }

    private static GraphQLOutputType listOf(GraphQLOutputType element) {
        return GraphQLNonNull.nonNull(GraphQLList.list(GraphQLNonNull.nonNull(element)));
    }

    private GraphQLFieldDefinition field(
            String type, String name, String description, GraphQLOutputType values, DataFetcher<?> fetcher) {
        parts.fetch(type, name, fetcher);
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(name)
                .description(description)
                .type(values)
                .build();
    }
}
