package io.recordstore.graphql.typed.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.DataFetchingFieldSelectionSet;
import graphql.schema.SelectedField;
import io.recordstore.graphql.execution.GraphqlCall;
import io.recordstore.graphql.typed.message.RecordSource;
import io.recordstore.graphql.typed.record.ConnectionPage.Edge;
import io.recordstore.graphql.typed.record.PageInfoType.PageInfo;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.graphql.typed.search.WhereReader;
import io.recordstore.query.Queries;
import io.recordstore.query.QueryEvent;
import io.recordstore.query.QuerySpec;
import io.recordstore.query.QuerySpec.Isolation;
import io.recordstore.query.SortKey;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one page of a query. One row more than asked for tells whether there is a next page; nothing is read when nobody
 * asks for rows.
 */
final class ConnectionFetcher implements DataFetcher<CompletableFuture<ConnectionPage>> {
    private final RecordTypeSchema type;
    private final WhereReader where;
    private final Selection selection;

    ConnectionFetcher(RecordTypeSchema type, WhereReader where, Selection selection) {
        this.type = type;
        this.where = where;
        this.selection = selection;
    }

    @Override
    public CompletableFuture<ConnectionPage> get(DataFetchingEnvironment environment) {
        TypedRequest request = TypedRequest.of(environment);
        Paging paging = Paging.of(environment);
        QuerySpec query = query(environment);
        if (!asksForRows(environment.getSelectionSet())) {
            return CompletableFuture.completedFuture(page(query, paging, new Queries.Page(List.of(), "", 0)));
        }
        return request.queries()
                .page(
                        request.space(),
                        query,
                        RecordContent.Format.PROTOBUF,
                        paging.first() + 1,
                        paging.after(),
                        GraphqlCall.of(environment.getGraphQlContext())::hasEnded)
                .thenApply(rows -> page(query, paging, rows));
    }

    private static boolean asksForRows(DataFetchingFieldSelectionSet selected) {
        return selected.containsAnyOf(ConnectionTypes.EDGES, ConnectionTypes.NODES, ConnectionTypes.PAGE_INFO);
    }

    private QuerySpec query(DataFetchingEnvironment environment) {
        List<SortKey> orderBy = environment.getArgument(ConnectionTypes.ORDER_BY);
        return new QuerySpec(
                type.name(),
                where.read(environment.getArgument(ConnectionTypes.WHERE)),
                orderBy == null ? List.of() : orderBy,
                0,
                false,
                fields(environment.getSelectionSet()),
                false,
                Isolation.SNAPSHOT);
    }

    private List<String> fields(DataFetchingFieldSelectionSet selected) {
        List<SelectedField> ofNodes = new ArrayList<>();
        for (SelectedField field :
                selected.getFields(ConnectionTypes.NODES, ConnectionTypes.EDGES + "/" + ConnectionTypes.NODE)) {
            ofNodes.addAll(field.getSelectionSet().getImmediateFields());
        }
        List<String> paths = selection.paths(type.user(), ofNodes);
        return paths.isEmpty() && ofNodes.stream().allMatch(ConnectionFetcher::isTypeName) ? keyPaths() : paths;
    }

    private static boolean isTypeName(SelectedField field) {
        return field.getName().startsWith("__");
    }

    /** What any index has of a record. */
    private List<String> keyPaths() {
        return type.primaryKey().stream().map(Object::toString).toList();
    }

    private ConnectionPage page(QuerySpec query, Paging paging, Queries.Page rows) {
        boolean isCut = rows.rows().size() > paging.first();
        List<Edge> edges =
                rows.rows().stream().limit(paging.first()).map(this::edge).toList();
        boolean hasNext = isCut || !rows.continuation().isEmpty();
        String start = edges.isEmpty() ? null : edges.get(0).cursor();
        return new ConnectionPage(
                query, edges, new PageInfo(hasNext, !paging.after().isEmpty(), start, end(edges, isCut, rows, paging)));
    }

    /** After rows that were read and did not match, there may be nothing but a place to go on from. */
    private static String end(List<Edge> edges, boolean isCut, Queries.Page rows, Paging paging) {
        if (!isCut && !rows.continuation().isEmpty()) {
            return rows.continuation();
        }
        if (!edges.isEmpty()) {
            return edges.get(edges.size() - 1).cursor();
        }
        return Optional.of(paging.after()).filter(after -> !after.isEmpty()).orElse(null);
    }

    private Edge edge(QueryEvent.Row row) {
        return new Edge(row.continuation(), RecordSource.of(type, row.record()));
    }
}
