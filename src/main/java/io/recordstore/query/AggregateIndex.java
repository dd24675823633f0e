package io.recordstore.query;

import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.Fault;
import io.recordstore.fault.IndexRequired;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.record.Scalar;
import io.recordstore.record.ScalarTypes;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.SensitiveFields;
import java.util.ArrayList;
import java.util.Comparator;
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
        return find(space, type, spec).orElseThrow(() -> required(space, type, spec));
    }

    /** As {@link #find}, but empty where there is no index or the filter is more than equality. */
    static Optional<AggregateIndex> findAny(OpenRecordSpace space, AggregateSpec spec) {
        return find(space, space.schema().recordType(spec.recordType()), spec);
    }

    private static Optional<AggregateIndex> find(OpenRecordSpace space, RecordTypeSchema type, AggregateSpec spec) {
        Optional<List<Filter.Field>> asked = AggregateFilter.conditions(spec.filter());
        return space.schema().indexes().values().stream()
                .filter(index -> index.recordType().equals(type.user().getFullName()) && index.kind() == spec.kind())
                .filter(index -> space.store().isIndexReadable(index.name()))
                .filter(index -> isOn(index, spec))
                .flatMap(index -> asked
                        .flatMap(conditions -> AggregateFilter.fixed(space.schema(), type, index, conditions))
                        .filter(equal -> isGroupedBy(index, spec, equal))
                        .map(equal -> of(space, type, index, spec, equal))
                        .stream())
                .min(Comparator.comparing(AggregateIndex::groupColumns));
    }

    /** What ranks is on a score and then on what breaks ties; any other has no further fields. */
    private static boolean isOn(IndexDefinition index, AggregateSpec spec) {
        List<String> fields = paths(index.fields());
        return spec.isRank()
                ? fields.subList(0, 1).equals(spec.path().stream().toList())
                : fields.equals(spec.path().stream().toList());
    }

    /** Blocks of a bitmap are not joined, so its index has no further groups. */
    private static boolean isGroupedBy(IndexDefinition index, AggregateSpec spec, Map<String, Scalar> equal) {
        List<String> columns = paths(index.groupBy());
        int fixed = equal.size();
        int groups = spec.groupBy().size();
        boolean isWide = columns.size() > fixed + groups;
        return columns.size() >= fixed + groups
                && !(isWide && spec.kind() == IndexKind.BITMAP_VALUE)
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

    private static Fault required(OpenRecordSpace space, RecordTypeSchema type, AggregateSpec spec) {
        List<Filter.Field> conditions = AggregateFilter.conditions(spec.filter())
                .filter(AggregateFilter::isEquality)
                .orElseThrow(() -> new InvalidRequest(
                        "filter",
                        "an aggregate is of the records that equal values select, one equals for each field, or of those"
                                + " that an index with the very same conditions holds"));
        if (spec.kind() == IndexKind.TIME_WINDOW_LEADERBOARD) {
            return new PreconditionFailed(
                    "INDEX_REQUIRED",
                    "no leaderboard ranks '" + spec.path().orElseThrow() + "' in these groups: add an index of kind"
                            + " TIME_WINDOW_LEADERBOARD that says its windows",
                    Map.of("recordType", type.name()));
        }
        SensitiveFields sensitive = space.schema().sensitiveFields();
        spec.path()
                .map(path -> FieldPath.resolveAny(type.user(), path, "path"))
                .ifPresent(path -> sensitive.refuse(path, "path"));
        List<String> groupBy =
                new ArrayList<>(conditions.stream().map(Filter.Field::path).toList());
        groupBy.addAll(spec.groupBy());
        groupBy.forEach(path -> sensitive.refuse(FieldPath.resolveAny(type.user(), path, "group_by"), "group_by"));
        List<IndexRequired.Column> fields = spec.path()
                .map(path -> List.of(new IndexRequired.Column(path, false)))
                .orElse(List.of());
        String name = (type.name() + "_" + spec.kind()
                        + spec.path().map(path -> "_" + path).orElse("")
                        + (groupBy.isEmpty() ? "" : "_by_" + String.join("_", groupBy)))
                .replaceAll("[^A-Za-z0-9_-]", "_");
        return new IndexRequired(
                new IndexRequired.Index(
                        name.substring(0, Math.min(63, name.length())),
                        type.name(),
                        spec.kind().name(),
                        fields,
                        groupBy),
                false);
    }
}
