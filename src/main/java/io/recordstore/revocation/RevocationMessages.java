package io.recordstore.revocation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.recordstore.fault.DataLoss;
import io.recordstore.name.TenantName;
import io.recordstore.storage.v1.RevocationLogEntry;
import io.recordstore.storage.v1.StoredRevocation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Revocations to and from the values that the store holds. */
final class RevocationMessages {
    private RevocationMessages() {}

    static byte[] stored(Revocation revocation) {
        StoredRevocation.Builder stored = StoredRevocation.newBuilder()
                .setRevokeTime(timestamp(revocation.revokeTime()))
                .setReason(revocation.reason())
                .setRevokedBy(revocation.revokedBy());
        revocation.expireTime().map(RevocationMessages::timestamp).ifPresent(stored::setExpireTime);
        return stored.build().toByteArray();
    }

    static Revocation read(TenantName tenant, RevocationId id, byte[] value) {
        StoredRevocation stored;
        try {
            stored = StoredRevocation.parseFrom(value);
        } catch (InvalidProtocolBufferException damaged) {
            throw damaged();
        }
        return new Revocation(
                tenant,
                id,
                instant(stored.getRevokeTime()),
                stored.hasExpireTime() ? Optional.of(instant(stored.getExpireTime())) : Optional.empty(),
                stored.getReason(),
                stored.getRevokedBy());
    }

    static byte[] logEntry(Revocation revocation) {
        RevocationLogEntry.Builder entry = RevocationLogEntry.newBuilder()
                .setTenant(revocation.tenant().value())
                .setRevocationId(ByteString.copyFrom(revocation.id().bytes()));
        revocation.expireTime().map(RevocationMessages::timestamp).ifPresent(entry::setExpireTime);
        return entry.build().toByteArray();
    }

    static LoggedRevocation readLogEntry(byte[] value) {
        try {
            RevocationLogEntry entry = RevocationLogEntry.parseFrom(value);
            return new LoggedRevocation(
                    new TenantName(entry.getTenant()),
                    RevocationId.of(entry.getRevocationId().toByteArray()),
                    entry.hasExpireTime() ? Optional.of(instant(entry.getExpireTime())) : Optional.empty());
        } catch (InvalidProtocolBufferException | IllegalArgumentException damagedEntry) {
            throw damaged();
        }
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static DataLoss damaged() {
        return new DataLoss("REVOCATION_DAMAGED", "a revocation cannot be read from the store", Map.of());
    }
}
