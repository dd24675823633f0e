package io.recordstore.change;

import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;

/** Records of the log, as filters are asked about them. */
final class StoredRecords {
    private StoredRecords() {}

    static FDBStoredRecord<Message> of(OpenRecordSpace open, RecordTypeSchema type, Tuple primaryKey, Message record) {
        return FDBStoredRecord.newBuilder(record)
                .setPrimaryKey(primaryKey)
                .setRecordType(open.schema().metaData().getRecordType(type.name()))
                .build();
    }
}
