package io.recordstore.graphql.typed.aggregate;

import graphql.schema.DataFetcher;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import io.recordstore.graphql.typed.aggregate.PathFields.Path;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import java.util.List;
import java.util.Optional;

/** The type of what indexes tell of the records of one type. */
final class AggregateType {
    private static final String BY_GROUP = "ByGroup";

    private final SchemaParts parts;
    private final MessageTypes messages;
    private final String record;
    private final AggregateColumns columns;
    private final Optional<GroupTypes> groups;
    private final String name;
    private final GraphQLObjectType.Builder type;

    /** @param record the name of the records' type */
    AggregateType(SchemaParts parts, MessageTypes messages, String record, AggregateColumns columns) {
        this.parts = parts;
        this.messages = messages;
        this.record = record;
        this.columns = columns;
        this.groups = columns.groups().isEmpty()
                ? Optional.empty()
                : Optional.of(new GroupTypes(parts, messages, record, columns));
        this.name = parts.typeNames().made(record + "Aggregate");
        this.type = GraphQLObjectType.newObject()
                .name(name)
                .description("What indexes tell of records; each field reads the index that keeps it.");
    }

    GraphQLObjectType make() {
        for (AggregateFunction function : AggregateFunction.values()) {
            if (columns.has(function.kind())) {
                add(function);
                addByGroup(function);
            }
        }
        new RankTypes(parts, messages, columns).addTo(this);
        return parts.add(type.build());
    }

    private void add(AggregateFunction function) {
        if (function.countsRecords()) {
            add(
                    function.fieldName(),
                    function.description(),
                    TypedScalars.LONG,
                    new AggregateFetcher(function, Optional.empty()));
        } else if (!function.isInBlocks()) {
            GraphQLObjectType.Builder paths = paths(function.fieldName(), function.description());
            for (Path path : pathsOf(function)) {
                addTo(
                        paths,
                        path.name(),
                        "Of " + path.path() + ".",
                        function.isNumber() ? TypedScalars.LONG : (GraphQLOutputType) messages.typeOf(path.values()),
                        List.of(),
                        new AggregateFetcher(function, Optional.of(path)));
            }
            addPaths(function.fieldName(), function.description(), paths);
        }
    }

    private void addByGroup(AggregateFunction function) {
        if (groups.isEmpty()) {
            return;
        }
        String fieldName = function.fieldName() + BY_GROUP;
        String description = function.description() + " For each group.";
        if (function.countsRecords()) {
            if (columns.isGrouped(function.kind(), Optional.empty())) {
                type.field(field(
                        fieldName,
                        description,
                        groups.get().of(function, Optional.empty()),
                        GroupTypes.arguments(groups.get())));
                parts.fetch(name, fieldName, new GroupFetcher(function, Optional.empty()));
            }
            return;
        }
        GraphQLObjectType.Builder paths = paths(fieldName, description);
        boolean isGrouped = false;
        for (Path path : pathsOf(function)) {
            if (columns.isGrouped(function.kind(), Optional.of(path.path()))) {
                isGrouped = true;
                addTo(
                        paths,
                        path.name(),
                        "Of " + path.path() + ".",
                        groups.get().of(function, Optional.of(path)),
                        GroupTypes.arguments(groups.get()),
                        new GroupFetcher(function, Optional.of(path)));
            }
        }
        if (isGrouped) {
            addPaths(fieldName, description, paths);
        }
    }

    private List<Path> pathsOf(AggregateFunction function) {
        return new PathFields(parts, columns.fields(function.kind())).all();
    }

    /** A type with a field for each path that something is asked of. */
    GraphQLObjectType.Builder paths(String fieldName, String description) {
        return GraphQLObjectType.newObject()
                .name(parts.typeNames().made(record + LegalNames.capitalised(fieldName)))
                .description(description);
    }

    void addTo(
            GraphQLObjectType.Builder paths,
            String fieldName,
            String description,
            GraphQLOutputType values,
            List<GraphQLArgument> arguments,
            DataFetcher<?> fetcher) {
        paths.field(field(fieldName, description, values, arguments));
        parts.fetch(paths.build().getName(), fieldName, fetcher);
    }

    void addPaths(String fieldName, String description, GraphQLObjectType.Builder paths) {
        add(fieldName, description, parts.add(paths.build()), AggregateSource::of);
    }

    private void add(String fieldName, String description, GraphQLOutputType values, DataFetcher<?> fetcher) {
        type.field(field(fieldName, description, values, List.of()));
        parts.fetch(name, fieldName, fetcher);
    }

    private static GraphQLFieldDefinition field(
            String fieldName, String description, GraphQLOutputType values, List<GraphQLArgument> arguments) {
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(fieldName)
                .description(description)
                .arguments(arguments)
                .type(values)
                .build();
    }
}
