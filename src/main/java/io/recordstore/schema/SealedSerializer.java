package io.recordstore.schema;

import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.metadata.RecordType;
import com.apple.foundationdb.record.provider.common.RecordSerializer;
import com.apple.foundationdb.record.provider.common.StoreTimer;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.fault.DataLoss;
import java.util.Map;

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
                schema.strip(record).toByteArray(),
                primaryKey(recordType, record).pack());
    }

    @Override
    public Message deserialize(RecordMetaData metaData, Tuple primaryKey, byte[] stored, StoreTimer timer) {
        RecordTypeSchema type = schema.recordType(primaryKey.getLong(0));
        if (type == null) {
            throw unreadable("it is of a type that the schema does not have");
        }
        byte[] message = sealer.open(stored, primaryKey.pack());
        try {
            return schema.complete(DynamicMessage.parseFrom(type.storage(), message));
        } catch (InvalidProtocolBufferException e) {
            throw unreadable("it does not parse");
        }
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

    private static DataLoss unreadable(String why) {
        return new DataLoss("RECORD_UNREADABLE", "a stored record cannot be read: " + why, Map.of());
    }
}
