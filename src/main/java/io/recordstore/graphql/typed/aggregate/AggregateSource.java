package io.recordstore.graphql.typed.aggregate;

import graphql.schema.DataFetchingEnvironment;
import io.recordstore.query.AggregateSpec;
import io.recordstore.query.Filter;
import io.recordstore.schema.IndexKind;
import java.util.List;
import java.util.Optional;

/** Records that something is asked of. */
record AggregateSource(String recordType, Optional<Filter> filter) {

    /** What the field is within. */
    static AggregateSource of(DataFetchingEnvironment environment) {
        return environment.getSource();
    }

    AggregateSpec spec(IndexKind kind, Optional<String> path, List<String> groupBy) {
        return new AggregateSpec(recordType, kind, path, groupBy, filter);
    }
}
