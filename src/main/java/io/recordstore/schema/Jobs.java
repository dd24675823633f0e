package io.recordstore.schema;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Which RecordSpaces have something to do behind their calls, one key each and per kind: written in the transaction that
 * needs it, and cleared in the one that completes it. So a server that starts finds them without looking at every
 * RecordSpace.
 */
@Singleton
class Jobs {
    static final byte[] FROM_THE_FIRST = {};

    /** A job's key ends in the tenant's number, the incarnation and the kind. */
    private static final int KIND = 2;

    private final Subspace root;

    Jobs(@Root Subspace root) {
        this.root = root;
    }

    /**
     * A RecordSpace with something to do.
     *
     * @param key the job's own, to clear it when the RecordSpace is gone
     */
    record Job(JobKind kind, TenantName tenant, RecordSpaceName space, byte[] key) {}

    void add(FDBRecordContext context, JobKind kind, RecordSpace space) {
        io.recordstore.storage.v1.Job job = io.recordstore.storage.v1.Job.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .build();
        context.ensureActive().set(space.job(root, kind.number()), job.toByteArray());
    }

    Job of(JobKind kind, RecordSpace space) {
        return new Job(kind, space.tenant(), space.name(), space.job(root, kind.number()));
    }

    /** Whether a job is for this incarnation, and not for an earlier one of the same name. */
    boolean isOf(Job job, RecordSpace space) {
        return Arrays.equals(job.key(), space.job(root, job.kind().number()));
    }

    void remove(FDBRecordContext context, Job job) {
        context.ensureActive().clear(job.key());
    }

    /**
     * @param after the key of the job before the first
     * @param limit how many at most
     */
    CompletableFuture<List<Job>> list(FDBRecordContext context, byte[] after, int limit) {
        Range all = RecordSpace.jobs(root).range();
        byte[] begin = after.length == 0 ? all.begin : ByteArrayUtil.keyAfter(after);
        return context.readTransaction(true)
                .getRange(begin, all.end, limit)
                .asList()
                .thenApply(entries -> entries.stream().map(this::read).toList());
    }

    private Job read(KeyValue entry) {
        JobKind kind =
                JobKind.of((int) RecordSpace.jobs(root).unpack(entry.getKey()).getLong(KIND));
        try {
            io.recordstore.storage.v1.Job job = io.recordstore.storage.v1.Job.parseFrom(entry.getValue());
            return new Job(
                    kind, new TenantName(job.getTenant()), new RecordSpaceName(job.getRecordSpace()), entry.getKey());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a job cannot be read", e);
        }
    }
}
