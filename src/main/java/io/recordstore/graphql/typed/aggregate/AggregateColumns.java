package io.recordstore.graphql.typed.aggregate;

import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the complete aggregate and rank indexes of a record type are on, and what they are kept apart by. */
final class AggregateColumns {
    private final CompiledSchema schema;
    private final RecordTypeSchema type;
    private final List<IndexDefinition> indexes = new ArrayList<>();

    /** @param readable the type's indexes that are complete */
    AggregateColumns(CompiledSchema schema, RecordTypeSchema type, Collection<IndexDefinition> readable) {
        this.schema = schema;
        this.type = type;
        readable.stream().filter(AggregateColumns::isAsked).forEach(indexes::add);
    }

    /** Aggregates of several fields at once have no function that asks for them. */
    private static boolean isAsked(IndexDefinition index) {
        return switch (index.kind()) {
            case VALUE, VERSION, TEXT -> false;
            case RANK, TIME_WINDOW_LEADERBOARD -> true;
            default -> index.fields().size() <= 1;
        };
    }

    List<IndexDefinition> indexes() {
        return List.copyOf(indexes);
    }

    boolean has(IndexKind kind) {
        return indexes.stream().anyMatch(index -> index.kind() == kind);
    }

    /** The fields that indexes of a kind are on first, by their paths. */
    Map<String, FieldPath> fields(IndexKind kind) {
        Map<String, FieldPath> fields = new LinkedHashMap<>();
        indexes.stream()
                .filter(index -> index.kind() == kind)
                .map(index -> index.fields().get(0).path())
                .forEach(path -> fields.putIfAbsent(path, resolve(path)));
        return fields;
    }

    /** Whether an index of a kind is kept apart by something that may be asked for. */
    boolean isGrouped(IndexKind kind, Optional<String> path) {
        return indexes.stream()
                .filter(index -> index.kind() == kind)
                .filter(index -> path.isEmpty() || index.fields().get(0).path().equals(path.get()))
                .anyMatch(index -> index.groupBy().stream().anyMatch(this::isShown));
    }

    /** What aggregates are kept apart by, by their paths. */
    Map<String, FieldPath> groups() {
        Map<String, FieldPath> groups = new LinkedHashMap<>();
        for (IndexDefinition index : indexes) {
            boolean isRank = index.kind() == IndexKind.RANK || index.kind() == IndexKind.TIME_WINDOW_LEADERBOARD;
            if (!isRank) {
                index.groupBy().stream()
                        .filter(this::isShown)
                        .map(IndexColumn::path)
                        .forEach(path -> groups.putIfAbsent(path, resolve(path)));
            }
        }
        return groups;
    }

    /** A sensitive field is in an index as a hash, which nobody is shown. */
    private boolean isShown(IndexColumn column) {
        return schema.sensitiveFields().hashed(resolve(column.path())).isEmpty();
    }

    private FieldPath resolve(String path) {
        return FieldPath.resolveAny(type.user(), path, "indexes");
    }
}
