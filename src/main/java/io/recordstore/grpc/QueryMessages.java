package io.recordstore.grpc;

import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.query.Explanation;
import io.recordstore.query.Filter.Compare;
import io.recordstore.query.Filter.Operator;
import io.recordstore.query.Filter.WordMatch;
import io.recordstore.query.Filter.Words;
import io.recordstore.query.QueryEvent;
import io.recordstore.query.QueryLimits;
import io.recordstore.query.QuerySpec;
import io.recordstore.query.QuerySpec.Isolation;
import io.recordstore.v1.ElementFilter;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.IsolationLevel;
import io.recordstore.v1.PlanNode;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryEnd;
import io.recordstore.v1.QueryEndReason;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Queries from messages, and their answers to messages. */
final class QueryMessages {
    private QueryMessages() {}

    static QuerySpec read(String recordType, Query query) {
        if (query.getLimit() < 0) {
            throw new InvalidRequest("query.limit", "it is negative: leave it out to have every row");
        }
        return new QuerySpec(
                recordType,
                query.hasFilter() ? Optional.of(read(query.getFilter(), "query.filter")) : Optional.empty(),
                order(query.getOrderByList()),
                query.getLimit(),
                query.getAllowScan(),
                query.getFieldsList(),
                query.getDistinct(),
                isolation(query.getIsolationLevel()));
    }

    private static Isolation isolation(IsolationLevel level) {
        return switch (level) {
            case ISOLATION_LEVEL_UNSPECIFIED, ISOLATION_LEVEL_SNAPSHOT -> Isolation.SNAPSHOT;
            case ISOLATION_LEVEL_SERIALIZABLE -> Isolation.SERIALIZABLE;
            case UNRECOGNIZED -> throw new InvalidRequest("query.isolation_level", "there is no such level");
        };
    }

    private static List<io.recordstore.query.SortKey> order(List<SortKey> orderBy) {
        List<io.recordstore.query.SortKey> order = new ArrayList<>();
        for (int i = 0; i < orderBy.size(); i++) {
            SortKey key = orderBy.get(i);
            if (key.getVersion() != key.getPath().isEmpty()) {
                throw new InvalidRequest("query.order_by[" + i + "]", "it needs a path, or version, and not both");
            }
            order.add(new io.recordstore.query.SortKey(key.getPath(), key.getDescending()));
        }
        return order;
    }

    /** @param position where the request has the filter, for errors */
    static io.recordstore.query.Filter read(Filter filter, String position) {
        return read(filter, position, 1);
    }

    private static io.recordstore.query.Filter read(Filter filter, String position, int depth) {
        if (depth > QueryLimits.MAX_DEPTH) {
            throw new InvalidRequest(
                    position.substring(0, position.indexOf("filter") + 6),
                    "it is nested deeper than " + QueryLimits.MAX_DEPTH);
        }
        return switch (filter.getConditionCase()) {
            case FIELD -> read(filter.getField(), position + ".field");
            case AND -> new io.recordstore.query.Filter.And(readAll(filter.getAnd(), position + ".and", depth));
            case OR -> new io.recordstore.query.Filter.Or(readAll(filter.getOr(), position + ".or", depth));
            case NOT -> new io.recordstore.query.Filter.Not(read(filter.getNot(), position + ".not", depth + 1));
            case ELEMENT -> read(filter.getElement(), position + ".element", depth);
            case CONDITION_NOT_SET ->
                throw new InvalidRequest(position, "it has no condition: set one of field, and, or, not, element");
        };
    }

    private static io.recordstore.query.Filter.Element read(ElementFilter element, String position, int depth) {
        return new io.recordstore.query.Filter.Element(
                element.getPath(),
                quantifier(element.getQuantifier(), position),
                read(element.getFilter(), position + ".filter", depth + 1),
                position);
    }

    private static List<io.recordstore.query.Filter> readAll(FilterList list, String position, int depth) {
        if (list.getFiltersCount() == 0 || list.getFiltersCount() > QueryLimits.MAX_CONDITIONS) {
            throw new InvalidRequest(
                    position + ".filters", "it needs 1 to " + QueryLimits.MAX_CONDITIONS + " conditions");
        }
        List<io.recordstore.query.Filter> filters = new ArrayList<>(list.getFiltersCount());
        for (int i = 0; i < list.getFiltersCount(); i++) {
            filters.add(read(list.getFilters(i), position + ".filters[" + i + "]", depth + 1));
        }
        return filters;
    }

    private static io.recordstore.query.Filter.Field read(FieldFilter filter, String position) {
        return new io.recordstore.query.Filter.Field(
                filter.getPath(), quantifier(filter.getQuantifier(), position), comparison(filter, position), position);
    }

    private static io.recordstore.query.Filter.Quantifier quantifier(Quantifier quantifier, String position) {
        return switch (quantifier) {
            case QUANTIFIER_UNSPECIFIED, QUANTIFIER_ANY -> io.recordstore.query.Filter.Quantifier.ANY;
            case QUANTIFIER_ALL -> io.recordstore.query.Filter.Quantifier.ALL;
            case UNRECOGNIZED -> throw new InvalidRequest(position + ".quantifier", "there is no such quantifier");
        };
    }

    private static Words words(TextFilter text, String position) {
        return switch (text.getComparisonCase()) {
            case ANY -> new Words(WordMatch.ANY, text.getAny());
            case ALL -> new Words(WordMatch.ALL, text.getAll());
            case PHRASE -> new Words(WordMatch.PHRASE, text.getPhrase());
            case PREFIX -> new Words(WordMatch.PREFIX, text.getPrefix());
            case COMPARISON_NOT_SET ->
                throw new InvalidRequest(position + ".text", "it has no comparison: set one, such as all");
        };
    }

    private static io.recordstore.query.Filter.Comparison comparison(FieldFilter filter, String position) {
        return switch (filter.getComparisonCase()) {
            case EQUALS -> compare(Operator.EQUALS, filter.getEquals(), position);
            case NOT_EQUALS -> compare(Operator.NOT_EQUALS, filter.getNotEquals(), position);
            case LESS_THAN -> compare(Operator.LESS_THAN, filter.getLessThan(), position);
            case LESS_THAN_OR_EQUALS -> compare(Operator.LESS_THAN_OR_EQUALS, filter.getLessThanOrEquals(), position);
            case GREATER_THAN -> compare(Operator.GREATER_THAN, filter.getGreaterThan(), position);
            case GREATER_THAN_OR_EQUALS ->
                compare(Operator.GREATER_THAN_OR_EQUALS, filter.getGreaterThanOrEquals(), position);
            case STARTS_WITH -> compare(Operator.STARTS_WITH, filter.getStartsWith(), position);
            case IN ->
                new io.recordstore.query.Filter.In(
                        ScalarMessages.readAll(filter.getIn().getValuesList(), position + ".in.values"));
            case IS_NULL -> new io.recordstore.query.Filter.IsNull(filter.getIsNull());
            case TEXT -> words(filter.getText(), position);
            case COMPARISON_NOT_SET ->
                throw new InvalidRequest(position, "it has no comparison: set one, such as equals");
        };
    }

    private static Compare compare(Operator operator, Value value, String position) {
        return new Compare(
                operator,
                ScalarMessages.read(value, position + "." + operator.name().toLowerCase(Locale.ROOT)));
    }

    static QueryResponse write(QueryEvent event) {
        if (event instanceof QueryEvent.Row row) {
            return QueryResponse.newBuilder()
                    .setRecord(RecordMessages.write(row.record()))
                    .setContinuation(row.continuation())
                    .build();
        }
        QueryEvent.End end = (QueryEvent.End) event;
        return QueryResponse.newBuilder()
                .setEnd(QueryEnd.newBuilder().setReason(write(end.reason())))
                .setContinuation(end.continuation())
                .build();
    }

    private static QueryEndReason write(QueryEvent.Reason reason) {
        return switch (reason) {
            case EXHAUSTED -> QueryEndReason.QUERY_END_REASON_EXHAUSTED;
            case LIMIT_REACHED -> QueryEndReason.QUERY_END_REASON_LIMIT_REACHED;
            case SCAN_LIMIT_REACHED -> QueryEndReason.QUERY_END_REASON_SCAN_LIMIT_REACHED;
            case READ_VERSION_EXPIRED -> QueryEndReason.QUERY_END_REASON_READ_VERSION_EXPIRED;
        };
    }

    static ExplainResponse write(Explanation explanation) {
        ExplainResponse.Builder response = ExplainResponse.newBuilder()
                .setPlan(explanation.plan())
                .addAllIndexes(explanation.indexes())
                .setServed(explanation.refusal().isEmpty());
        explanation.tree().map(QueryMessages::write).ifPresent(response::setTree);
        explanation.refusal().ifPresent(refusal -> {
            response.setRefusal(GrpcFaults.message(refusal));
            if (refusal instanceof IndexRequired missing) {
                response.setRequiredIndex(SchemaMessages.missingIndex(missing));
            }
        });
        return response.build();
    }

    private static PlanNode write(io.recordstore.query.PlanNode node) {
        return PlanNode.newBuilder()
                .setOperation(node.operation())
                .setIndex(node.index())
                .setDetail(node.detail())
                .addAllChildren(
                        node.children().stream().map(QueryMessages::write).toList())
                .build();
    }
}
