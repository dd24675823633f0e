package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.AndComponent;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.TextComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.record.query.expressions.FieldWithComparison;
import com.apple.foundationdb.record.query.expressions.NestedField;
import com.apple.foundationdb.record.query.expressions.OneOfThemWithComparison;
import com.apple.foundationdb.record.query.expressions.OneOfThemWithComponent;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.Fault;
import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.IndexRequired.Column;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.SensitiveFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The index that would serve an alternative of a query: first the fields that the filter fixes to a value, then those of
 * the order, then one that the filter bounds. No more than one repeated field is among them: an index on two would hold
 * every pair of their elements.
 */
final class MissingIndex {
    private final OpenRecordSpace space;
    private final RecordTypeSchema type;
    private final Set<String> fixed = new LinkedHashSet<>();
    private final Set<String> bounded = new LinkedHashSet<>();
    private final Set<String> words = new LinkedHashSet<>();
    private Optional<String> repeated = Optional.empty();

    MissingIndex(OpenRecordSpace space, RecordTypeSchema type) {
        this.space = space;
        this.type = type;
    }

    /**
     * @param conditions that hold together
     * @param orderBy the order; any when empty
     */
    Fault suggest(List<QueryComponent> conditions, List<SortKey> orderBy) {
        conditions.forEach(condition -> collect(condition, "", Optional.empty()));
        if (fixed.isEmpty() && bounded.isEmpty() && !words.isEmpty() && orderBy.isEmpty()) {
            String path = words.iterator().next();
            return required("TEXT", List.of(new Column(path, false)), List.of(path), false);
        }
        List<Column> columns = columns(orderBy);
        boolean byVersion = orderBy.stream().anyMatch(SortKey::isVersion);
        if (columns.isEmpty() && !byVersion) {
            return new PreconditionFailed(
                    "SCAN_REQUIRED",
                    "no index can serve this filter: add a condition that bounds an indexed field",
                    Map.of("recordType", type.name()));
        }
        return required(
                byVersion ? "VERSION" : "VALUE",
                columns,
                columns.stream().map(Column::path).toList(),
                orderBy.isEmpty());
    }

    private Fault required(String kind, List<Column> columns, List<String> paths, boolean couldScan) {
        for (IndexDefinition index : space.schema().indexes().values()) {
            boolean isOnType = index.recordType().equals(type.user().getFullName());
            boolean isSame = index.kind().name().equals(kind)
                    && index.where().isEmpty()
                    && index.fields().stream().map(IndexColumn::path).toList().equals(paths);
            if (isOnType && isSame && !space.store().isIndexReadable(index.name())) {
                return new PreconditionFailed(
                        "INDEX_NOT_READY",
                        "the index '" + index.name() + "' serves this query and is still being built: ask again when"
                                + " SchemaService.ListIndexes has it readable",
                        Map.of("index", index.name()));
            }
        }
        return new IndexRequired(
                new IndexRequired.Index(name(paths), type.name(), kind, columns, List.of()), couldScan);
    }

    private List<Column> columns(List<SortKey> orderBy) {
        boolean uniform = orderBy.stream().map(SortKey::descending).distinct().count() <= 1;
        Set<String> taken = new LinkedHashSet<>(fixed);
        List<Column> columns = new ArrayList<>();
        taken.forEach(path -> columns.add(new Column(path, false)));
        for (SortKey key : orderBy) {
            if (!key.isVersion() && taken.add(key.path())) {
                columns.add(new Column(key.path(), !uniform && key.descending()));
            }
        }
        if (orderBy.isEmpty()) {
            bounded.stream().filter(taken::add).findFirst().ifPresent(path -> columns.add(new Column(path, false)));
        }
        return columns;
    }

    /** @param element the repeated field that the condition is within */
    private void collect(QueryComponent condition, String prefix, Optional<String> element) {
        if (condition instanceof AndComponent and) {
            and.getChildren().forEach(child -> collect(child, prefix, element));
        } else if (condition instanceof NestedField nested) {
            collect(nested.getChild(), prefix + nested.getFieldName() + ".", element);
        } else if (condition instanceof OneOfThemWithComponent any) {
            String path = prefix + any.getFieldName();
            collect(any.getChild(), path + ".", element.or(() -> Optional.of(path)));
        } else if (condition instanceof OneOfThemWithComparison any) {
            String path = prefix + any.getFieldName();
            collect(any.getComparison(), path, element.or(() -> Optional.of(path)));
        } else if (condition instanceof FieldWithComparison field) {
            collect(field.getComparison(), prefix + field.getFieldName(), element);
        }
    }

    private void collect(Comparison comparison, String path, Optional<String> element) {
        if (element.isPresent() && repeated.isPresent() && !repeated.equals(element)) {
            return;
        }
        repeated = element.or(() -> repeated);
        if (comparison instanceof TextComparison) {
            words.add(path);
        } else if (Set.of(Type.EQUALS, Type.IN, Type.IS_NULL).contains(comparison.getType())) {
            fixed.add(whole(path));
        } else if (!fixed.contains(whole(path))) {
            bounded.add(whole(path));
        }
    }

    /** The path of a time, which is compared by its parts, or of a sensitive field, which is compared by its hash. */
    private String whole(String comparedPath) {
        String path = SensitiveFields.userPath(comparedPath);
        int parent = path.lastIndexOf('.');
        if (parent > 0 && (path.endsWith(".seconds") || path.endsWith(".nanos"))) {
            String candidate = path.substring(0, parent);
            List<FieldDescriptor> steps = PathSteps.resolve(type.user(), candidate, "query.filter");
            return PathSteps.isTime(steps.get(steps.size() - 1)) ? candidate : path;
        }
        return path;
    }

    private String name(List<String> paths) {
        String columns = paths.isEmpty() ? "version" : String.join("_", paths);
        String name = (type.name() + "_by_" + columns).replaceAll("[^A-Za-z0-9_-]", "_");
        return name.length() <= 63 ? name : name.substring(0, 63);
    }
}
