package io.recordstore.graphql.typed.change;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.recordstore.change.WatchEvent;
import io.recordstore.graphql.typed.request.Watched;
import mutiny.zero.flow.adapters.AdaptersToReactiveStreams;
import org.reactivestreams.Publisher;

/** Watches the changes of a type's records. */
final class ChangesFetcher implements DataFetcher<Publisher<WatchEvent>> {
    private final WatchArguments arguments;

    ChangesFetcher(WatchArguments arguments) {
        this.arguments = arguments;
    }

    @Override
    public Publisher<WatchEvent> get(DataFetchingEnvironment environment) {
        return AdaptersToReactiveStreams.publisher(Watched.of(environment).watch(arguments.read(environment)));
    }
}
