package io.recordstore.grpc;

import io.recordstore.schema.KeyReport;
import io.recordstore.v1.DataKey;
import io.recordstore.v1.KeyRotation;
import io.recordstore.v1.Keys;

/** Keys to messages. */
final class KeyMessages {
    private KeyMessages() {}

    static Keys write(KeyReport report) {
        Keys.Builder keys = Keys.newBuilder().setKeyEncryptionKey(report.keyEncryptionKey());
        report.dataKeys().forEach(key -> keys.addDataKeys(write(key)));
        report.rotation().ifPresent(rotation -> keys.setRotation(write(rotation)));
        return keys.build();
    }

    private static DataKey write(KeyReport.DataKey key) {
        return DataKey.newBuilder().setId(key.id()).setPrimary(key.isPrimary()).build();
    }

    private static KeyRotation write(KeyReport.Rotation rotation) {
        KeyRotation.Builder message = KeyRotation.newBuilder()
                .setStartTime(SchemaMessages.timestamp(rotation.start()))
                .setRecordsResealed(rotation.resealed())
                .setRecordsTotal(rotation.total())
                .setRecordsUnreadable(rotation.unreadable());
        rotation.end().ifPresent(end -> message.setEndTime(SchemaMessages.timestamp(end)));
        return message.build();
    }
}
