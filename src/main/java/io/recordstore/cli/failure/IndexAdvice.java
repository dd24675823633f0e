package io.recordstore.cli.failure;

import io.recordstore.source.OptionText;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.SortOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How to add an index that a query lacks: as a command, and as a line of a .proto file. */
public final class IndexAdvice {
    private static final String KIND_PREFIX = "INDEX_KIND_";

    private IndexAdvice() {}

    /** Lines to print. */
    public static List<String> of(String space, IndexDefinition index) {
        List<String> lines = new ArrayList<>();
        lines.add("  record-store index add " + space + " " + index.getRecordType() + columns(index) + options(index));
        lines.add("or in the options of " + index.getRecordType() + " in its .proto:");
        lines.add("  indexes: [" + OptionText.ofIndex(index) + "]");
        if (isValue(index)) {
            lines.add("or read every record with --allow-scan");
        }
        return lines;
    }

    private static String columns(IndexDefinition index) {
        return index.getFieldsList().stream()
                .map(field -> isDescending(field) ? " '" + field.getPath() + " desc'" : " " + field.getPath())
                .collect(Collectors.joining());
    }

    private static boolean isDescending(IndexField field) {
        return field.getOrder() == SortOrder.SORT_ORDER_DESCENDING;
    }

    private static boolean isValue(IndexDefinition index) {
        return index.getKind() == IndexKind.INDEX_KIND_VALUE || index.getKind() == IndexKind.INDEX_KIND_UNSPECIFIED;
    }

    private static String options(IndexDefinition index) {
        String kind = isValue(index)
                ? ""
                : " --kind "
                        + index.getKind()
                                .name()
                                .substring(KIND_PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-');
        String group = index.getGroupByList().stream().map(IndexField::getPath).collect(Collectors.joining(","));
        return kind + (group.isEmpty() ? "" : " --group-by " + group);
    }
}
