package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import io.recordstore.crypto.FieldHmac;
import io.recordstore.crypto.RecordCipher;
import io.recordstore.space.RecordSpace;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A RecordSpace within one transaction.
 *
 * @param space as the catalog has it at the transaction's read version
 * @param schema the schema in force
 * @param store its records, in the transaction's context
 * @param cipher seals and opens with its data keys
 * @param hmac stands in for what is looked up and must not be seen
 * @param changes the log of its changes
 */
public record OpenRecordSpace(
        RecordSpace space,
        CompiledSchema schema,
        FDBRecordStore store,
        RecordCipher cipher,
        FieldHmac hmac,
        ChangeLog changes) {

    /** The indexes that are complete, so that queries may read them. */
    public List<IndexDefinition> readableIndexes() {
        return schema.indexes().values().stream()
                .filter(index -> store.isIndexReadable(index.name()))
                .toList();
    }

    /** How many records there are, without conflicting with writes. */
    public CompletableFuture<Long> countRecords() {
        return RecordCounts.sum(store, schema);
    }

    /** How many records there are of a type, without conflicting with writes. */
    public CompletableFuture<Long> countRecords(String recordType) {
        return RecordCounts.count(store, schema.recordType(recordType));
    }
}
