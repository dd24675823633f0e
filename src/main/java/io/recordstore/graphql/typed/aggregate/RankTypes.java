package io.recordstore.graphql.typed.aggregate;

import graphql.Scalars;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import io.recordstore.fault.NotFound;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.typed.aggregate.PathFields.Path;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import io.recordstore.query.AggregateSpec;
import io.recordstore.query.Aggregates.Window;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The places of values among all, and the values at places: of rank indexes, and of leaderboards within a window. */
final class RankTypes {
    private static final String VALUE = "value";
    private static final String RANK = "rank";
    private static final String VALUE_AT_RANK = "valueAtRank";
    private static final String WINDOW = "window";
    private static final String TYPE = "type";
    private static final String TIME = "time";

    private final SchemaParts parts;
    private final MessageTypes messages;
    private final Map<String, FieldPath> ranked;
    private final Map<String, FieldPath> boards;

    RankTypes(SchemaParts parts, MessageTypes messages, AggregateColumns columns) {
        this.parts = parts;
        this.messages = messages;
        this.ranked = columns.fields(IndexKind.RANK);
        this.boards = columns.fields(IndexKind.TIME_WINDOW_LEADERBOARD);
    }

    void addTo(AggregateType aggregate) {
        Map<String, FieldPath> all = new LinkedHashMap<>(ranked);
        all.putAll(boards);
        if (all.isEmpty()) {
            return;
        }
        List<Path> paths = new PathFields(parts, all).all();
        String ofValues = "How many records come before one with this value.";
        GraphQLObjectType.Builder ranks = aggregate.paths(RANK, ofValues);
        String ofRanks = "The value at a place, which counts from 0; null when there are not so many.";
        GraphQLObjectType.Builder values = aggregate.paths(VALUE_AT_RANK, ofRanks);
        for (Path path : paths) {
            GraphQLInputType value = (GraphQLInputType) messages.typeOf(path.values());
            aggregate.addTo(
                    ranks,
                    path.name(),
                    "Of a " + path.path() + ".",
                    TypedScalars.LONG,
                    arguments(path, VALUE, value),
                    rank(path));
            aggregate.addTo(
                    values,
                    path.name(),
                    "The " + path.path() + " there.",
                    (GraphQLOutputType) value,
                    arguments(path, RANK, TypedScalars.LONG),
                    valueAtRank(path));
        }
        aggregate.addPaths(RANK, ofValues, ranks);
        aggregate.addPaths(VALUE_AT_RANK, ofRanks, values);
    }

    private List<GraphQLArgument> arguments(Path path, String name, GraphQLInputType type) {
        List<GraphQLArgument> arguments = new ArrayList<>();
        arguments.add(GraphQLArgument.newArgument()
                .name(name)
                .type(GraphQLNonNull.nonNull(type))
                .build());
        if (boards.containsKey(path.path())) {
            boolean isNeeded = !ranked.containsKey(path.path());
            arguments.add(GraphQLArgument.newArgument()
                    .name(WINDOW)
                    .description("Within a window of a leaderboard.")
                    .type(isNeeded ? GraphQLNonNull.nonNull(window()) : window())
                    .build());
        }
        return arguments;
    }

    private GraphQLInputObjectType window() {
        return parts.shared(
                "LeaderboardWindow", GraphQLInputObjectType.class, name -> GraphQLInputObjectType.newInputObject()
                        .name(name)
                        .description("A window of a leaderboard: the one of its type that has the time in it.")
                        .field(GraphQLInputObjectField.newInputObjectField()
                                .name(TYPE)
                                .description("The number of the series of windows; 0 for all time.")
                                .type(GraphQLNonNull.nonNull(Scalars.GraphQLInt)))
                        .field(GraphQLInputObjectField.newInputObjectField()
                                .name(TIME)
                                .description("In the unit of the leaderboard's time field.")
                                .type(GraphQLNonNull.nonNull(TypedScalars.LONG)))
                        .build());
    }

    private static DataFetcher<Object> rank(Path path) {
        return environment -> {
            TypedRequest request = TypedRequest.of(environment);
            Optional<Window> window = window(environment);
            return request.aggregates()
                    .rank(
                            request.space(),
                            spec(environment, path, window),
                            window,
                            path.values().toScalar(environment.getArgument(VALUE), VALUE));
        };
    }

    private static DataFetcher<Object> valueAtRank(Path path) {
        return environment -> {
            TypedRequest request = TypedRequest.of(environment);
            Optional<Window> window = window(environment);
            long rank = environment.<BigInteger>getArgument(RANK).longValue();
            return request.aggregates()
                    .valueAtRank(request.space(), spec(environment, path, window), window, rank)
                    .thenApply(path.values()::fromScalar)
                    .exceptionally(RankTypes::nullWhereThereIsNone);
        };
    }

    private static Object nullWhereThereIsNone(Throwable error) {
        if (GraphqlFaults.causeOf(error) instanceof NotFound) {
            return null;
        }
        throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
    }

    private static AggregateSpec spec(DataFetchingEnvironment environment, Path path, Optional<Window> window) {
        IndexKind kind = window.isPresent() ? IndexKind.TIME_WINDOW_LEADERBOARD : IndexKind.RANK;
        return AggregateSource.of(environment).spec(kind, Optional.of(path.path()), List.of());
    }

    private static Optional<Window> window(DataFetchingEnvironment environment) {
        Map<String, Object> given = environment.getArgument(WINDOW);
        return Optional.ofNullable(given)
                .map(window -> new Window((Integer) window.get(TYPE), ((BigInteger) window.get(TIME)).longValue()));
    }
}
