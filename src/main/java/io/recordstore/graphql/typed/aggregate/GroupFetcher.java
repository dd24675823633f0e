package io.recordstore.graphql.typed.aggregate;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.recordstore.graphql.typed.aggregate.PathFields.Path;
import io.recordstore.graphql.typed.record.PageInfoType.PageInfo;
import io.recordstore.graphql.typed.record.Paging;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.query.Aggregates;
import io.recordstore.record.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads a page of the groups of an aggregate. */
final class GroupFetcher implements DataFetcher<CompletableFuture<GroupFetcher.Groups>> {
    private final AggregateFunction function;
    private final Optional<Path> path;

    /** @param path empty for what counts records */
    GroupFetcher(AggregateFunction function, Optional<Path> path) {
        this.function = function;
        this.path = path;
    }

    /** A page of groups. */
    record Groups(List<Group> groups, PageInfo pageInfo) {}

    /**
     * A group.
     *
     * @param key the values that its records have in common, by path; null where a field is not set
     * @param position of a bitmap's block, that of its first bit
     */
    record Group(Map<String, Object> key, Object value, long position) {}

    @Override
    public CompletableFuture<Groups> get(DataFetchingEnvironment environment) {
        TypedRequest request = TypedRequest.of(environment);
        Paging paging = Paging.of(environment);
        List<Path> groupBy = environment.getArgument(GroupTypes.GROUP_BY);
        if (paging.first() == 0) {
            return CompletableFuture.completedFuture(page(groupBy, paging, new Aggregates.Page(List.of(), "")));
        }
        return request.aggregates()
                .aggregate(
                        request.space(),
                        AggregateSource.of(environment)
                                .spec(
                                        function.kind(),
                                        path.map(Path::path),
                                        groupBy.stream().map(Path::path).toList()),
                        paging.first(),
                        paging.after())
                .thenApply(page -> page(groupBy, paging, page));
    }

    private Groups page(List<Path> groupBy, Paging paging, Aggregates.Page page) {
        String next = page.nextPage().isEmpty() ? null : page.nextPage();
        return new Groups(
                page.groups().stream().map(group -> group(groupBy, group)).toList(),
                new PageInfo(next != null, !paging.after().isEmpty(), null, next));
    }

    private Group group(List<Path> groupBy, Aggregates.Group group) {
        Map<String, Object> key = new LinkedHashMap<>();
        for (int i = 0; i < groupBy.size(); i++) {
            Path column = groupBy.get(i);
            key.put(
                    column.path(),
                    group.group().get(i).map(column.values()::fromScalar).orElse(null));
        }
        return new Group(key, value(function, path, group.value()), group.position());
    }

    /** A value as its field answers it. */
    static Object value(AggregateFunction function, Optional<Path> path, Scalar value) {
        if (function.isNumber()) {
            return ((Scalar.Int) value).value();
        }
        return value instanceof Scalar.Bytes bits && function.isInBlocks()
                ? bits.value()
                : path.orElseThrow().values().fromScalar(value);
    }
}
