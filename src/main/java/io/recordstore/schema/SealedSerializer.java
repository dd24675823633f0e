package io.recordstore.schema;

import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.metadata.RecordType;
import com.apple.foundationdb.record.provider.common.RecordSerializer;
import com.apple.foundationdb.record.provider.common.StoreTimer;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.fault.DataLoss;

/** Records as they are stored: the user's message, sealed under its primary key, whose first element is its type. */
final class SealedSerializer implements RecordSerializer<Message> {
    private final CompiledSchema schema;
    private final RecordSealer sealer;

    SealedSerializer(CompiledSchema schema, RecordSealer sealer) {
        this.schema = schema;
        this.sealer = sealer;
    }

    @Override
    public byte[] serialize(RecordMetaData metaData, RecordType recordType, Message record, StoreTimer timer) {
        return sealer.seal(
                BackingArray.of(schema.userBytes(record)),
                primaryKey(recordType, record).pack());
    }

    @Override
    public Message deserialize(RecordMetaData metaData, Tuple primaryKey, byte[] stored, StoreTimer timer) {
        RecordTypeSchema type = schema.recordType(primaryKey.getLong(0));
        if (type == null) {
            throw DataLoss.ofRecord("it is of a type that the schema does not have");
        }
        byte[] message = sealer.open(stored, primaryKey.pack());
        return schema.stored(type, UnsafeByteOperations.unsafeWrap(message));
    }

    @Override
    public RecordSerializer<Message> widen() {
        return this;
    }

    static Tuple primaryKey(RecordType recordType, Message record) {
        FDBStoredRecord<Message> unsaved = FDBStoredRecord.newBuilder(record)
                .setRecordType(recordType)
                .setPrimaryKey(Tuple.from())
                .build();
        return recordType
                .getPrimaryKey()
                .evaluateMessageSingleton(unsaved, record)
                .toTuple();
    }
}
