package io.recordstore.graphql.typed.aggregate;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.recordstore.graphql.typed.aggregate.PathFields.Path;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.query.AggregateSpec;
import io.recordstore.query.Aggregates;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads one value of an aggregate. */
final class AggregateFetcher implements DataFetcher<CompletableFuture<Object>> {
    private final AggregateFunction function;
    private final Optional<Path> path;

    /** @param path empty for what counts records */
    AggregateFetcher(AggregateFunction function, Optional<Path> path) {
        this.function = function;
        this.path = path;
    }

    @Override
    public CompletableFuture<Object> get(DataFetchingEnvironment environment) {
        TypedRequest request = TypedRequest.of(environment);
        AggregateSpec spec = AggregateSource.of(environment).spec(function.kind(), path.map(Path::path), List.of());
        return request.aggregates().aggregate(request.space(), spec, 1, "").thenApply(this::value);
    }

    /** Of no records the number is 0, and there is no least or greatest value. */
    private Object value(Aggregates.Page page) {
        if (page.groups().isEmpty()) {
            return function.isNumber() ? 0L : null;
        }
        return GroupFetcher.value(function, path, page.groups().get(0).value());
    }
}
