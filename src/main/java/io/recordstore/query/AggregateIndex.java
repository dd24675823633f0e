package io.recordstore.query;

import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Scalar;
import io.recordstore.record.ScalarTypes;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.SensitiveFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The index that keeps an aggregate: of its kind, on its field, and grouped first by the fields that the filter fixes,
 * then by those that the aggregate is grouped by. It may be grouped by more, which are summed up.
 *
 * @param index the Record Layer's
 * @param type the record type that it is on
 * @param fixed the values of its first columns
 * @param groups the fields of its next columns
 * @param value the field of its last column; empty for what counts records
 * @param groupColumns how many columns it is grouped by in all
 */
record AggregateIndex(
        Index index,
        RecordTypeSchema type,
        Tuple fixed,
        List<FieldPath> groups,
        Optional<FieldPath> value,
        int groupColumns) {

    /**
     * @throws IndexRequired when there is none
     * @throws InvalidRequest when the filter is more than equality
     */
    static AggregateIndex find(OpenRecordSpace space, AggregateSpec spec) {
        RecordTypeSchema type = space.schema().recordType(spec.recordType());
        Map<String, Scalar> equal = new LinkedHashMap<>();
        spec.filter().ifPresent(filter -> collect(filter, equal));
        return find(space, type, spec, equal).orElseThrow(() -> required(space, type, spec, equal));
    }

    /** As {@link #find}, but empty where there is no index or the filter is more than equality. */
    static Optional<AggregateIndex> findAny(OpenRecordSpace space, AggregateSpec spec) {
        Map<String, Scalar> equal = new LinkedHashMap<>();
        try {
            spec.filter().ifPresent(filter -> collect(filter, equal));
        } catch (InvalidRequest e) {
            return Optional.empty();
        }
        return find(space, space.schema().recordType(spec.recordType()), spec, equal);
    }

    private static Optional<AggregateIndex> find(
            OpenRecordSpace space, RecordTypeSchema type, AggregateSpec spec, Map<String, Scalar> equal) {
        return space.schema().indexes().values().stream()
                .filter(index -> index.recordType().equals(type.user().getFullName()))
                .filter(index -> index.kind() == spec.kind() && index.where().isEmpty())
                .filter(index -> space.store().isIndexReadable(index.name()))
                .filter(index ->
                        paths(index.fields()).equals(spec.path().stream().toList()))
                .filter(index -> isGroupedBy(index, spec, equal))
                .min(Comparator.comparing(index -> index.groupBy().size()))
                .map(index -> of(space, type, index, spec, equal));
    }

    private static boolean isGroupedBy(IndexDefinition index, AggregateSpec spec, Map<String, Scalar> equal) {
        List<String> columns = paths(index.groupBy());
        int fixed = equal.size();
        int groups = spec.groupBy().size();
        return columns.size() >= fixed + groups
                && equal.keySet().containsAll(columns.subList(0, fixed))
                && columns.subList(fixed, fixed + groups).equals(spec.groupBy());
    }

    private static AggregateIndex of(
            OpenRecordSpace space,
            RecordTypeSchema type,
            IndexDefinition index,
            AggregateSpec spec,
            Map<String, Scalar> equal) {
        Tuple fixed = new Tuple();
        List<FieldPath> groups = new ArrayList<>();
        int columns = 0;
        for (int i = 0; i < index.groupBy().size(); i++) {
            String name = index.groupBy().get(i).path();
            FieldPath path = FieldPath.resolveAny(type.user(), name, "group_by");
            columns += path.columns().size();
            if (i < equal.size()) {
                fixed = fixed.addAll(elements(equal.get(name), path));
            } else if (i < equal.size() + spec.groupBy().size()) {
                groups.add(path);
            }
        }
        Optional<FieldPath> value = spec.path().map(path -> FieldPath.resolveAny(type.user(), path, "path"));
        return new AggregateIndex(
                space.schema().metaData().getIndex(index.name()), type, fixed, groups, value, columns);
    }

    /** A value as a key has it. */
    static Tuple elements(Scalar value, FieldPath path) {
        if (path.isTime() && value instanceof Scalar.Time time) {
            return Tuple.from(time.seconds(), (long) time.nanos());
        }
        return Tuple.from(ScalarTypes.tupleElement(ScalarTypes.convert(value, path.last(), path.toString())));
    }

    private static List<String> paths(List<IndexColumn> columns) {
        return columns.stream().map(IndexColumn::path).toList();
    }

    private static void collect(Filter filter, Map<String, Scalar> equal) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(child -> collect(child, equal));
        } else if (filter instanceof Filter.Field field
                && field.comparison() instanceof Filter.Compare compare
                && compare.operator() == Filter.Operator.EQUALS
                && equal.put(field.path(), compare.value()) == null) {
            return;
        } else {
            throw new InvalidRequest(
                    "filter", "an aggregate is of the records that equal values select: one equals for each field");
        }
    }

    private static IndexRequired required(
            OpenRecordSpace space, RecordTypeSchema type, AggregateSpec spec, Map<String, Scalar> equal) {
        SensitiveFields sensitive = space.schema().sensitiveFields();
        spec.path()
                .map(path -> FieldPath.resolveAny(type.user(), path, "path"))
                .ifPresent(path -> sensitive.refuse(path, "path"));
        List<String> groupBy = new ArrayList<>(equal.keySet());
        groupBy.addAll(spec.groupBy());
        groupBy.forEach(path -> sensitive.refuse(FieldPath.resolveAny(type.user(), path, "group_by"), "group_by"));
        List<IndexRequired.Column> fields = spec.path()
                .map(path -> List.of(new IndexRequired.Column(path, false)))
                .orElse(List.of());
        String name = (type.name() + "_" + spec.kind()
                        + spec.path().map(path -> "_" + path).orElse("")
                        + (groupBy.isEmpty() ? "" : "_by_" + String.join("_", groupBy)))
                .replaceAll("[^A-Za-z0-9_-]", "_");
        return new IndexRequired(new IndexRequired.Index(
                name.substring(0, Math.min(63, name.length())),
                type.name(),
                spec.kind().name(),
                fields,
                groupBy));
    }
}
