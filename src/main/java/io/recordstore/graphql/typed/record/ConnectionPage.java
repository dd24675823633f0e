package io.recordstore.graphql.typed.record;

import io.recordstore.graphql.typed.message.RecordSource;
import io.recordstore.graphql.typed.record.PageInfoType.PageInfo;
import io.recordstore.query.QuerySpec;
import java.util.List;

/**
 * Records that a query found.
 *
 * @param query what found them
 */
record ConnectionPage(QuerySpec query, List<Edge> edges, PageInfo pageInfo) {
    ConnectionPage {
        edges = List.copyOf(edges);
    }

    /**
     * A record among others.
     *
     * @param cursor goes on after it
     */
    record Edge(String cursor, RecordSource node) {}
}
