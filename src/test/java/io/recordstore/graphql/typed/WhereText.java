package io.recordstore.graphql.typed;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Filters of gRPC as those of a typed API, written as a client would. */
final class WhereText {
    private WhereText() {}

    /** Empty where the typed API does not offer it: what no index serves by itself. */
    static Optional<Map<String, Object>> of(Filter filter, Descriptor type) {
        return switch (filter.getConditionCase()) {
            case FIELD -> field(filter.getField(), type);
            case AND -> all(filter.getAnd().getFiltersList(), type).map(filters -> Map.of("and", filters));
            case OR -> all(filter.getOr().getFiltersList(), type).map(filters -> Map.of("or", filters));
            case NOT -> of(filter.getNot(), type).map(inner -> Map.of("not", inner));
            case ELEMENT -> {
                List<FieldDescriptor> steps = steps(type, filter.getElement().getPath());
                yield of(
                                filter.getElement().getFilter(),
                                steps.get(steps.size() - 1).getMessageType())
                        .map(inner -> nested(steps, inner));
            }
            case CONDITION_NOT_SET -> throw new IllegalArgumentException("no condition");
        };
    }

    private static Optional<List<Object>> all(List<Filter> filters, Descriptor type) {
        List<Object> all = new ArrayList<>();
        for (Filter filter : filters) {
            Optional<Map<String, Object>> one = of(filter, type);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            all.add(one.get());
        }
        return Optional.of(all);
    }

    private static Optional<Map<String, Object>> field(FieldFilter field, Descriptor type) {
        List<FieldDescriptor> steps = steps(type, field.getPath());
        boolean asksForAll = field.getQuantifier() == Quantifier.QUANTIFIER_ALL
                && steps.stream().anyMatch(FieldDescriptor::isRepeated);
        return asksForAll || sortsBooleans(field, steps.get(steps.size() - 1))
                ? Optional.empty()
                : Optional.of(nested(steps, comparison(field)));
    }

    private static boolean sortsBooleans(FieldFilter field, FieldDescriptor last) {
        return last.getJavaType() == FieldDescriptor.JavaType.BOOLEAN
                && switch (field.getComparisonCase()) {
                    case EQUALS, NOT_EQUALS, IN, IS_NULL -> false;
                    default -> true;
                };
    }

    private static List<FieldDescriptor> steps(Descriptor type, String path) {
        List<FieldDescriptor> steps = new ArrayList<>();
        Descriptor message = type;
        for (String name : path.split("\\.")) {
            FieldDescriptor field = message.findFieldByName(name);
            steps.add(field);
            message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : null;
        }
        return steps;
    }

    private static Map<String, Object> nested(List<FieldDescriptor> steps, Map<String, Object> innermost) {
        Map<String, Object> where = innermost;
        for (int i = steps.size() - 1; i >= 0; i--) {
            FieldDescriptor field = steps.get(i);
            where = Map.of(field.getJsonName(), field.isRepeated() ? Map.of("any", where) : where);
        }
        return where;
    }

    private static Map<String, Object> comparison(FieldFilter field) {
        return switch (field.getComparisonCase()) {
            case EQUALS -> Map.of("eq", value(field.getEquals()));
            case NOT_EQUALS -> Map.of("ne", value(field.getNotEquals()));
            case LESS_THAN -> Map.of("lt", value(field.getLessThan()));
            case LESS_THAN_OR_EQUALS -> Map.of("lte", value(field.getLessThanOrEquals()));
            case GREATER_THAN -> Map.of("gt", value(field.getGreaterThan()));
            case GREATER_THAN_OR_EQUALS -> Map.of("gte", value(field.getGreaterThanOrEquals()));
            case STARTS_WITH -> Map.of("startsWith", value(field.getStartsWith()));
            case IN ->
                Map.of(
                        "in",
                        field.getIn().getValuesList().stream()
                                .map(WhereText::value)
                                .toList());
            case IS_NULL -> Map.of("isNull", field.getIsNull());
            case TEXT -> Map.of("text", words(field.getText()));
            case COMPARISON_NOT_SET -> throw new IllegalArgumentException("no comparison");
        };
    }

    private static Map<String, Object> words(TextFilter text) {
        return switch (text.getComparisonCase()) {
            case ANY -> Map.of("any", text.getAny());
            case ALL -> Map.of("all", text.getAll());
            case PHRASE -> Map.of("phrase", text.getPhrase());
            case PREFIX -> Map.of("prefix", text.getPrefix());
            case COMPARISON_NOT_SET -> throw new IllegalArgumentException("no comparison");
        };
    }

    private static Object value(Value value) {
        return switch (value.getKindCase()) {
            case BOOL_VALUE -> value.getBoolValue();
            case INT64_VALUE -> Long.toString(value.getInt64Value());
            case DOUBLE_VALUE -> value.getDoubleValue();
            case STRING_VALUE -> value.getStringValue();
            default -> throw new IllegalArgumentException("no value of the data: " + value.getKindCase());
        };
    }
}
