package io.recordstore.graphql.api;

import io.recordstore.graphql.api.model.PageInfoObject;
import io.recordstore.graphql.api.model.RecordObject;
import io.recordstore.graphql.api.model.RecordObject.RecordConnection;
import io.recordstore.graphql.api.model.RecordObject.RecordEdge;
import io.recordstore.query.QueryEvent;
import java.util.ArrayList;
import java.util.List;

/** A page of records from what a query returned: one row more than the page, where there is one, and then its end. */
final class RecordPages {
    private RecordPages() {}

    static RecordConnection page(List<QueryEvent> events, int size, String after) {
        List<RecordEdge> edges = new ArrayList<>(size);
        boolean hasNext = false;
        String cutShortAt = "";
        for (QueryEvent event : events) {
            if (event instanceof QueryEvent.End end) {
                hasNext |= !end.continuation().isEmpty();
                cutShortAt = end.continuation();
            } else if (edges.size() == size) {
                hasNext = true;
            } else {
                QueryEvent.Row row = (QueryEvent.Row) event;
                edges.add(new RecordEdge(RecordObject.of(row.record()), row.continuation()));
            }
        }
        boolean isFull = edges.size() == size;
        List<String> cursors = edges.stream().map(RecordEdge::cursor).toList();
        PageInfoObject info = Pages.info(cursors, hasNext, after);
        return new RecordConnection(
                edges,
                edges.stream().map(RecordEdge::node).toList(),
                isFull || cutShortAt.isEmpty() ? info : info.endingAt(cutShortAt));
    }
}
