package io.recordstore.space;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.recordstore.crypto.DataKeys;
import io.recordstore.fault.DataLoss;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.storage.v1.CatalogEntry;
import io.recordstore.storage.v1.StoredChangeValues;
import io.recordstore.storage.v1.WrappedKeyset;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A RecordSpace to and from the value that the catalog holds. */
final class CatalogEntries {
    private CatalogEntries() {}

    static byte[] write(RecordSpace space) {
        CatalogEntry.Builder entry = CatalogEntry.newBuilder()
                .setIncarnation(space.incarnation())
                .putAllLabels(space.labels())
                .setCreateTime(timestamp(space.createTime()))
                .setSchemaVersion(space.schema().version())
                .setSchemaDigest(space.schema().digest())
                .setKeyset(WrappedKeyset.newBuilder()
                        .setKeyEncryptionKeyId(space.dataKeys().keyEncryptionKeyId())
                        .setEncryptedKeyset(space.dataKeys().encryptedKeyset())
                        .setEncryptedIndexKeyset(space.dataKeys().encryptedIndexKeyset()))
                .setChangeRetentionSeconds(space.changes().duration().toSeconds())
                .setChangeValues(stored(space.changes().values()))
                .setForkOperation(space.forking().operation())
                .addAllForkTargets(space.forking().targets());
        space.expireTime().ifPresent(time -> entry.setExpireTime(timestamp(time)));
        return entry.build().toByteArray();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    static RecordSpace read(TenantName tenant, long tenantId, RecordSpaceName name, byte[] value) {
        CatalogEntry entry = parse(name, value);
        return new RecordSpace(
                tenant,
                name,
                tenantId,
                entry.getIncarnation(),
                entry.getLabelsMap(),
                instant(entry.getCreateTime()),
                new SchemaReference(entry.getSchemaVersion(), entry.getSchemaDigest()),
                new DataKeys.Wrapped(
                        entry.getKeyset().getKeyEncryptionKeyId(),
                        entry.getKeyset().getEncryptedKeyset(),
                        entry.getKeyset().getEncryptedIndexKeyset()),
                new ChangeRetention(
                        Duration.ofSeconds(entry.getChangeRetentionSeconds()), values(entry.getChangeValues())),
                entry.hasExpireTime() ? Optional.of(instant(entry.getExpireTime())) : Optional.empty(),
                new Forking(entry.getForkOperation(), entry.getForkTargetsList()));
    }

    private static CatalogEntry parse(RecordSpaceName name, byte[] value) {
        try {
            return CatalogEntry.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new DataLoss(
                    "CATALOG_DAMAGED",
                    "the catalog entry of RecordSpace '" + name + "' cannot be read",
                    Map.of("recordSpace", name.value()));
        }
    }

    private static StoredChangeValues stored(ChangeRetention.Values values) {
        return switch (values) {
            case NONE -> StoredChangeValues.STORED_CHANGE_VALUES_UNSPECIFIED;
            case AFTER -> StoredChangeValues.STORED_CHANGE_VALUES_AFTER;
            case BEFORE_AND_AFTER -> StoredChangeValues.STORED_CHANGE_VALUES_BEFORE_AND_AFTER;
        };
    }

    private static ChangeRetention.Values values(StoredChangeValues stored) {
        return switch (stored) {
            case STORED_CHANGE_VALUES_UNSPECIFIED, UNRECOGNIZED -> ChangeRetention.Values.NONE;
            case STORED_CHANGE_VALUES_AFTER -> ChangeRetention.Values.AFTER;
            case STORED_CHANGE_VALUES_BEFORE_AND_AFTER -> ChangeRetention.Values.BEFORE_AND_AFTER;
        };
    }
}
