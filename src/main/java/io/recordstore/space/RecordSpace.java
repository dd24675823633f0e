package io.recordstore.space;

import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import io.recordstore.crypto.DataKeys;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A RecordSpace as its tenant's catalog has it.
 *
 * @param tenantId the number that stands for the tenant in keys
 * @param incarnation the number under which its keys lie; new each time it is created
 * @param schema which schema is in force
 * @param dataKeys its keys, wrapped
 * @param changes which of its changes are kept
 * @param expireTime from when on it is gone; empty when it stays until it is deleted
 * @param forking whether it is being copied, or made as a copy
 */
public record RecordSpace(
        TenantName tenant,
        RecordSpaceName name,
        long tenantId,
        long incarnation,
        Map<String, String> labels,
        Instant createTime,
        SchemaReference schema,
        DataKeys.Wrapped dataKeys,
        ChangeRetention changes,
        Optional<Instant> expireTime,
        Forking forking) {

    public RecordSpace {
        labels = Map.copyOf(labels);
    }

    /** The version of the schema in force; 0 before the first. */
    public int schemaVersion() {
        return schema.version();
    }

    /** The same with another schema. */
    public RecordSpace withSchema(SchemaReference other) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, other, dataKeys, changes, expireTime, forking);
    }

    /** The same with other data keys, or the same ones wrapped otherwise. */
    public RecordSpace withDataKeys(DataKeys.Wrapped keys) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schema, keys, changes, expireTime, forking);
    }

    /** The same, keeping other changes. */
    public RecordSpace withChanges(ChangeRetention kept) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schema, dataKeys, kept, expireTime, forking);
    }

    /** The same, with another end. */
    RecordSpace expiringAt(Optional<Instant> time) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schema, dataKeys, changes, time, forking);
    }

    /** The same, otherwise part of copies. */
    public RecordSpace withForking(Forking other) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schema, dataKeys, changes, expireTime, other);
    }

    /** Whether it is gone by a clock, be its keys deleted already or not. */
    boolean hasExpired(Instant now) {
        return expireTime.isPresent() && !expireTime.get().isAfter(now);
    }

    /** The same, of which other things are said. */
    RecordSpace withLabels(Map<String, String> said) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, said, createTime, schema, dataKeys, changes, expireTime, forking);
    }

    /** What names this incarnation among all: the associated data of all that is sealed for it starts so. */
    public ByteString identity() {
        return ByteString.copyFrom(SpaceKeys.identity(tenantId, incarnation));
    }

    /**
     * Where this incarnation's keys lie.
     *
     * @param root what every key starts with
     */
    public Subspace keys(Subspace root) {
        return SpaceKeys.incarnation(root, tenantId, incarnation);
    }

    /** The key under which it is noted that this incarnation has a log of changes to trim. */
    byte[] trim(Subspace root) {
        return trims(root).pack(Tuple.from(tenantId, incarnation));
    }

    /** The key under which it is noted when it expires; empty when it does not. */
    Optional<byte[]> expiry(Subspace root) {
        return expireTime.map(
                time -> SpaceKeys.expiries(root).pack(Tuple.from(time.getEpochSecond(), tenantId, incarnation)));
    }

    /**
     * Where it is noted which RecordSpaces have logs of changes to trim.
     *
     * @param root what every key starts with
     */
    public static Subspace trims(Subspace root) {
        return SpaceKeys.trims(root);
    }
}
