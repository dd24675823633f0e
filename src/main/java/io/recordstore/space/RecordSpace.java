package io.recordstore.space;

import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import io.recordstore.crypto.DataKeys;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.Map;

/**
 * A RecordSpace as its tenant's catalog has it.
 *
 * @param tenantId the number that stands for the tenant in keys
 * @param incarnation the number under which its keys lie; new each time it is created
 * @param schemaVersion the version of the schema in force; 0 before the first
 * @param dataKeys its keys, wrapped
 * @param changes which of its changes are kept
 * @param forking whether it is being copied, or made as a copy
 */
public record RecordSpace(
        TenantName tenant,
        RecordSpaceName name,
        long tenantId,
        long incarnation,
        Map<String, String> labels,
        Instant createTime,
        int schemaVersion,
        DataKeys.Wrapped dataKeys,
        ChangeRetention changes,
        Forking forking) {

    public RecordSpace {
        labels = Map.copyOf(labels);
    }

    /** The same with another schema version. */
    public RecordSpace withSchemaVersion(int version) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, version, dataKeys, changes, forking);
    }

    /** The same with other data keys, or the same ones wrapped otherwise. */
    public RecordSpace withDataKeys(DataKeys.Wrapped keys) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schemaVersion, keys, changes, forking);
    }

    /** The same, keeping other changes. */
    public RecordSpace withChanges(ChangeRetention kept) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schemaVersion, dataKeys, kept, forking);
    }

    /** The same, otherwise part of copies. */
    public RecordSpace withForking(Forking other) {
        return new RecordSpace(
                tenant, name, tenantId, incarnation, labels, createTime, schemaVersion, dataKeys, changes, other);
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

    /**
     * The key of a job of this incarnation.
     *
     * @param root what every key starts with
     * @param kind the number of what is to be done
     */
    public byte[] job(Subspace root, int kind) {
        return jobs(root).pack(Tuple.from(tenantId, incarnation, kind));
    }

    /** The key under which it is noted that this incarnation has a log of changes to trim. */
    byte[] trim(Subspace root) {
        return trims(root).pack(Tuple.from(tenantId, incarnation));
    }

    /**
     * Where it is noted which RecordSpaces have logs of changes to trim.
     *
     * @param root what every key starts with
     */
    public static Subspace trims(Subspace root) {
        return SpaceKeys.trims(root);
    }

    /**
     * Where the jobs of all RecordSpaces lie.
     *
     * @param root what every key starts with
     */
    public static Subspace jobs(Subspace root) {
        return SpaceKeys.jobs(root);
    }
}
