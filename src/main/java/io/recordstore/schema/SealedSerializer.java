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
import io.recordstore.crypto.RecordCipher;
import io.recordstore.fault.DataLoss;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Map;

/**
 * Records as they are stored: one byte of format, then the user's message sealed with AES-256-GCM. The associated data
 * is the format, the tenant's number, the incarnation and the primary key, whose first element is the record type; so
 * a sealed record opens only where it was written. {@code LAYOUT.md} draws it.
 */
final class SealedSerializer implements RecordSerializer<Message> {
    private static final byte FORMAT = 1;

    private final CompiledSchema schema;
    private final RecordCipher cipher;
    private final byte[] identity;

    /** @param identity what names the incarnation among all */
    SealedSerializer(CompiledSchema schema, RecordCipher cipher, byte[] identity) {
        this.schema = schema;
        this.cipher = cipher;
        this.identity = identity;
    }

    @Override
    public byte[] serialize(RecordMetaData metaData, RecordType recordType, Message record, StoreTimer timer) {
        byte[] sealed =
                cipher.seal(schema.stripZeros(record).toByteArray(), associatedData(primaryKey(recordType, record)));
        return ByteBuffer.allocate(1 + sealed.length).put(FORMAT).put(sealed).array();
    }

    @Override
    public Message deserialize(RecordMetaData metaData, Tuple primaryKey, byte[] stored, StoreTimer timer) {
        if (stored.length == 0 || stored[0] != FORMAT) {
            throw unreadable("it has a format that this server does not know");
        }
        byte[] sealed = new byte[stored.length - 1];
        System.arraycopy(stored, 1, sealed, 0, sealed.length);
        RecordTypeSchema type = schema.recordType(primaryKey.getLong(0));
        if (type == null) {
            throw unreadable("it is of a type that the schema does not have");
        }
        try {
            byte[] plaintext = cipher.open(sealed, associatedData(primaryKey));
            return schema.fillZeros(DynamicMessage.parseFrom(type.storage(), plaintext));
        } catch (GeneralSecurityException e) {
            throw unreadable("it was altered, or sealed with another key or for another place");
        } catch (InvalidProtocolBufferException e) {
            throw unreadable("it does not parse");
        }
    }

    @Override
    public RecordSerializer<Message> widen() {
        return this;
    }

    private static Tuple primaryKey(RecordType recordType, Message record) {
        FDBStoredRecord<Message> unsaved = FDBStoredRecord.newBuilder(record)
                .setRecordType(recordType)
                .setPrimaryKey(Tuple.from())
                .build();
        return recordType
                .getPrimaryKey()
                .evaluateMessageSingleton(unsaved, record)
                .toTuple();
    }

    private byte[] associatedData(Tuple primaryKey) {
        byte[] packed = primaryKey.pack();
        return ByteBuffer.allocate(1 + identity.length + packed.length)
                .put(FORMAT)
                .put(identity)
                .put(packed)
                .array();
    }

    private static DataLoss unreadable(String why) {
        return new DataLoss("RECORD_UNREADABLE", "a stored record cannot be read: " + why, Map.of());
    }
}
