package io.recordstore.schema;

import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.IndexTypes;
import com.apple.foundationdb.record.metadata.Key;
import com.apple.foundationdb.record.metadata.expressions.GroupingKeyExpression;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How many records there are of each type: an index of our own in every store, one key per record type that writes add
 * to without reading it.
 */
final class RecordCounts {
    /** A user's index cannot be named so. */
    static final String NAME = "records by type";

    /** Users' indexes have keys from 1. */
    private static final long KEY = 0;

    private RecordCounts() {}

    static Index index() {
        Index index =
                new Index(NAME, new GroupingKeyExpression(Key.Expressions.recordType(), 0), IndexTypes.COUNT, Map.of());
        index.setSubspaceKey(KEY);
        index.setAddedVersion(1);
        index.setLastModifiedVersion(1);
        return index;
    }

    /** How many records there are of a type, at the transaction's read version and without conflicting with writes. */
    static CompletableFuture<Long> count(FDBRecordStore store, RecordTypeSchema type) {
        return store.getSnapshotRecordCountForRecordType(type.name());
    }

    /** The counts of all types of a schema, by the full name of the message. */
    static CompletableFuture<Map<String, Long>> all(FDBRecordStore store, CompiledSchema schema) {
        CompletableFuture<Map<String, Long>> counts = CompletableFuture.completedFuture(new HashMap<>());
        for (RecordTypeSchema type : schema.recordTypes()) {
            counts = counts.thenCombine(count(store, type), (map, count) -> {
                map.put(type.user().getFullName(), count);
                return map;
            });
        }
        return counts;
    }

    /** How many records there are of all types together. */
    static CompletableFuture<Long> sum(FDBRecordStore store, CompiledSchema schema) {
        return all(store, schema)
                .thenApply(counts ->
                        counts.values().stream().mapToLong(Long::longValue).sum());
    }
}
