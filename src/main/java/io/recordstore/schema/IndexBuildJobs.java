package io.recordstore.schema;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.IndexBuildJob;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Which RecordSpaces have indexes to build, one key each: written with the schema that needs it, and cleared when all
 * its indexes are complete. So a server that starts finds them without looking at every RecordSpace.
 */
@Singleton
class IndexBuildJobs {
    static final byte[] FROM_THE_FIRST = {};

    private final Subspace root;

    IndexBuildJobs(@Root Subspace root) {
        this.root = root;
    }

    /**
     * A RecordSpace with indexes to build.
     *
     * @param key the job's own, to clear it when the RecordSpace is gone
     */
    record Job(TenantName tenant, RecordSpaceName space, byte[] key) {}

    void add(FDBRecordContext context, RecordSpace space) {
        IndexBuildJob job = IndexBuildJob.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .build();
        context.ensureActive().set(space.indexBuildJob(root), job.toByteArray());
    }

    Job of(RecordSpace space) {
        return new Job(space.tenant(), space.name(), space.indexBuildJob(root));
    }

    /** Whether a job is for this incarnation, and not for an earlier one of the same name. */
    boolean isOf(Job job, RecordSpace space) {
        return Arrays.equals(job.key(), space.indexBuildJob(root));
    }

    void remove(FDBRecordContext context, Job job) {
        context.ensureActive().clear(job.key());
    }

    /**
     * @param after the key of the job before the first
     * @param limit how many at most
     */
    CompletableFuture<List<Job>> list(FDBRecordContext context, byte[] after, int limit) {
        Range all = RecordSpace.indexBuildJobs(root).range();
        byte[] begin = after.length == 0 ? all.begin : ByteArrayUtil.keyAfter(after);
        return context.readTransaction(true)
                .getRange(begin, all.end, limit)
                .asList()
                .thenApply(entries -> entries.stream()
                        .map(entry -> read(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static Job read(byte[] key, byte[] value) {
        try {
            IndexBuildJob job = IndexBuildJob.parseFrom(value);
            return new Job(new TenantName(job.getTenant()), new RecordSpaceName(job.getRecordSpace()), key);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the job of an index build cannot be read", e);
        }
    }
}
