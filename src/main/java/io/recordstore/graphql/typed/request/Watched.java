package io.recordstore.graphql.typed.request;

import graphql.schema.DataFetchingEnvironment;
import io.recordstore.change.WatchEvent;
import io.recordstore.change.WatchSpec;
import io.recordstore.change.Watches;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Multi;

/** The RecordSpace whose changes a document may subscribe to. */
public record Watched(Watches watches, TenantName tenant, RecordSpaceName space) {

    /** The one of the document that a field is fetched for. */
    public static Watched of(DataFetchingEnvironment environment) {
        return environment.getGraphQlContext().get(Watched.class);
    }

    /** Its changes. */
    public Multi<WatchEvent> watch(WatchSpec spec) {
        return watches.watch(tenant, space, spec);
    }
}
