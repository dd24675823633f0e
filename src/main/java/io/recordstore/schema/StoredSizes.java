package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredSizes;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.quota.SpaceOwner;
import io.recordstore.quota.StorageQuotas;
import io.recordstore.quota.Usage;
import io.recordstore.space.RecordSpace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the changes of records in a transaction change what their RecordSpace has stored. The size of what was there is what
 * the change itself has read of it, so that nothing is read to count.
 */
final class StoredSizes {
    private final SpaceOwner owner;
    private final StorageQuotas quotas;
    private final Map<Tuple, Usage> before = new ConcurrentHashMap<>();

    StoredSizes(RecordSpace space, StorageQuotas quotas) {
        this.owner =
                new SpaceOwner(space.tenant().value(), space.name().value(), space.tenantId(), space.incarnation());
        this.quotas = quotas;
    }

    /** @param record what a change has found under its primary key; null for nothing */
    void found(Tuple primaryKey, FDBStoredRecord<? extends Message> record) {
        if (record == null) {
            before.remove(primaryKey);
        } else {
            before.put(primaryKey, new Usage(-bytes(record), -1));
        }
    }

    void saved(FDBRecordContext context, FDBStoredRecord<? extends Message> after) {
        quotas.count(context, owner, new Usage(bytes(after), 1).plus(takeBefore(after.getPrimaryKey())));
    }

    void deleted(FDBRecordContext context, Tuple primaryKey) {
        quotas.count(context, owner, takeBefore(primaryKey));
    }

    private Usage takeBefore(Tuple primaryKey) {
        Usage found = before.remove(primaryKey);
        return found == null ? Usage.NONE : found;
    }

    /** Of the record, its version and their keys. */
    private static long bytes(FDBStoredSizes record) {
        return (long) record.getKeySize() + record.getValueSize();
    }
}
