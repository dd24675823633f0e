package io.recordstore.graphql.typed.aggregate;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import io.recordstore.graphql.typed.aggregate.GroupFetcher.Group;
import io.recordstore.graphql.typed.aggregate.GroupFetcher.Groups;
import io.recordstore.graphql.typed.aggregate.PathFields.Path;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.record.PageInfoType;
import io.recordstore.graphql.typed.record.Paging;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The types of the groups that aggregates of one record type are kept apart by. */
final class GroupTypes {
    static final String GROUP_BY = "groupBy";

    private static final String BLOCK = "Block";

    private final SchemaParts parts;
    private final MessageTypes messages;
    private final String record;
    private final GraphQLEnumType columns;
    private final GraphQLObjectType key;
    private final Map<String, GraphQLObjectType> pages = new HashMap<>();

    /** @param record the name of the records' type */
    GroupTypes(SchemaParts parts, MessageTypes messages, String record, AggregateColumns columns) {
        this.parts = parts;
        this.messages = messages;
        this.record = record;
        PathFields paths = new PathFields(parts, columns.groups());
        this.columns = columns(paths.all());
        this.key = key(paths.all());
    }

    private GraphQLEnumType columns(List<Path> paths) {
        TakenNames taken = new TakenNames();
        GraphQLEnumType.Builder type = GraphQLEnumType.newEnum()
                .name(parts.typeNames().made(record + "GroupColumn"))
                .description("What indexes keep groups apart by.");
        paths.forEach(
                path -> type.value(taken.take(LegalNames.upperSnake(path.path())), path, "By " + path.path() + "."));
        return parts.add(type.build());
    }

    private GraphQLObjectType key(List<Path> paths) {
        String name = parts.typeNames().made(record + "GroupKey");
        GraphQLObjectType.Builder type = GraphQLObjectType.newObject()
                .name(name)
                .description("What the records of a group have in common: the fields of groupBy; the others are null.");
        for (Path path : paths) {
            type.field(GraphQLFieldDefinition.newFieldDefinition()
                    .name(path.name())
                    .description("Its " + path.path() + "; null where it is not set.")
                    .type((GraphQLOutputType) messages.typeOf(path.values())));
            parts.fetch(name, path.name(), environment -> environment
                    .<Map<String, Object>>getSource()
                    .get(path.path()));
        }
        return parts.add(type.build());
    }

    static List<GraphQLArgument> arguments(GroupTypes groups) {
        List<GraphQLArgument> arguments = new ArrayList<>();
        arguments.add(GraphQLArgument.newArgument()
                .name(GROUP_BY)
                .description("A group has the records for which all of these are the same.")
                .type(GraphQLNonNull.nonNull(GraphQLList.list(GraphQLNonNull.nonNull(groups.columns))))
                .build());
        arguments.addAll(Paging.arguments());
        return arguments;
    }

    /** A page of groups with the values of a function. */
    GraphQLObjectType of(AggregateFunction function, Optional<Path> path) {
        GraphQLOutputType values = values(function, path);
        String kind = function.isInBlocks() ? BLOCK : ((GraphQLNamedType) values).getName();
        return pages.computeIfAbsent(kind, unused -> page(kind, values, function.isInBlocks()));
    }

    private GraphQLOutputType values(AggregateFunction function, Optional<Path> path) {
        if (function.isInBlocks()) {
            return TypedScalars.BYTES;
        }
        return function.isNumber()
                ? TypedScalars.LONG
                : (GraphQLOutputType) messages.typeOf(path.orElseThrow().values());
    }

    private GraphQLObjectType page(String kind, GraphQLOutputType values, boolean isInBlocks) {
        String name = parts.typeNames().made(record + kind + "Groups");
        return parts.add(GraphQLObjectType.newObject()
                .name(name)
                .description("A page of groups, in the order of their keys.")
                .field(field(
                        name,
                        "groups",
                        "The groups.",
                        GraphQLNonNull.nonNull(
                                GraphQLList.list(GraphQLNonNull.nonNull(group(kind, values, isInBlocks)))),
                        ofPage(Groups::groups)))
                .field(field(
                        name,
                        "pageInfo",
                        "Where the page is among the others.",
                        GraphQLNonNull.nonNull(PageInfoType.of(parts)),
                        ofPage(Groups::pageInfo)))
                .build());
    }

    private GraphQLObjectType group(String kind, GraphQLOutputType values, boolean isInBlocks) {
        String name = parts.typeNames().made(record + kind + "Group");
        GraphQLObjectType.Builder group = GraphQLObjectType.newObject()
                .name(name)
                .description("A group and its value.")
                .field(field(
                        name,
                        "key",
                        "What its records have in common.",
                        GraphQLNonNull.nonNull(key),
                        ofGroup(Group::key)))
                .field(field(name, "value", "What the index tells of them.", values, ofGroup(Group::value)));
        if (isInBlocks) {
            group.field(field(
                    name,
                    "position",
                    "What the first bit of value stands for.",
                    GraphQLNonNull.nonNull(TypedScalars.LONG),
                    ofGroup(Group::position)));
        }
        return parts.add(group.build());
    }

    private static Function<DataFetchingEnvironment, Object> ofPage(Function<Groups, Object> value) {
        return environment -> value.apply(environment.getSource());
    }

    private static Function<DataFetchingEnvironment, Object> ofGroup(Function<Group, Object> value) {
        return environment -> value.apply(environment.getSource());
    }

    private GraphQLFieldDefinition field(
            String type,
            String name,
            String description,
            GraphQLOutputType values,
            Function<DataFetchingEnvironment, Object> fetcher) {
        parts.fetch(type, name, fetcher::apply);
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(name)
                .description(description)
                .type(values)
                .build();
    }
}
