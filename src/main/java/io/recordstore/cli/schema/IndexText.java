package io.recordstore.cli.schema;

import io.recordstore.cli.filter.OrderExpression;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.SortOrder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Indexes as people write and read them: {@code City (country, -population)}. */
public final class IndexText {
    private static final String KIND_PREFIX = "INDEX_KIND_";
    private static final int MAX_NAME = 63;

    private IndexText() {}

    /** The columns that paths name; a path with a minus, or {@code desc}, descends. */
    public static List<IndexField> fields(List<String> paths) {
        return paths.stream()
                .flatMap(path -> OrderExpression.parse(path).stream())
                .map(IndexText::field)
                .toList();
    }

    private static IndexField field(SortKey key) {
        IndexField.Builder field = IndexField.newBuilder().setPath(key.getPath());
        return (key.getDescending() ? field.setOrder(SortOrder.SORT_ORDER_DESCENDING) : field).build();
    }

    /** A name for an index that was given none: {@code city_by_country_population}. */
    public static String name(IndexDefinition index) {
        String type = index.getRecordType().substring(index.getRecordType().lastIndexOf('.') + 1);
        String what = index.getFieldsList().stream().map(IndexField::getPath).collect(Collectors.joining("_"));
        String by = index.getGroupByList().stream().map(IndexField::getPath).collect(Collectors.joining("_"));
        String kind = isValue(index) ? "" : kind(index) + "_";
        String name = (type + "_" + kind + (isValue(index) ? "by_" : "") + what + (by.isEmpty() ? "" : "_by_" + by))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_-]", "_")
                .replaceAll("_+", "_")
                .replaceAll("_$", "");
        return name.substring(0, Math.min(MAX_NAME, name.length()));
    }

    /** {@code value}, {@code min_ever}. */
    public static String kind(IndexDefinition index) {
        return isValue(index)
                ? "value"
                : index.getKind().name().substring(KIND_PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    private static boolean isValue(IndexDefinition index) {
        return index.getKind() == IndexKind.INDEX_KIND_VALUE || index.getKind() == IndexKind.INDEX_KIND_UNSPECIFIED;
    }

    /** {@code country, -population}, with what it is grouped by and what it includes. */
    public static String columns(IndexDefinition index) {
        String text = paths(index.getFieldsList());
        if (index.getGroupByCount() > 0) {
            text += (text.isEmpty() ? "" : " ") + "by " + paths(index.getGroupByList());
        }
        if (index.getIncludeCount() > 0) {
            text += " including " + paths(index.getIncludeList());
        }
        if (index.getWhereCount() > 0) {
            text += " where "
                    + index.getWhereList().stream()
                            .map(condition -> condition.getPath())
                            .toList();
        }
        return text;
    }

    private static String paths(List<IndexField> fields) {
        return fields.stream()
                .map(field -> (isDescending(field) ? "-" : "") + field.getPath())
                .collect(Collectors.joining(", "));
    }

    private static boolean isDescending(IndexField field) {
        return field.getOrder() == SortOrder.SORT_ORDER_DESCENDING
                || field.getOrder() == SortOrder.SORT_ORDER_DESCENDING_NULLS_FIRST;
    }
}
