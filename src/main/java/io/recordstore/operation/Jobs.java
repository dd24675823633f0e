package io.recordstore.operation;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.Counter;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredOperation;
import io.recordstore.storage.v1.StoredOperationFailure;
import io.recordstore.storage.v1.StoredOperationState;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which RecordSpaces have something to do behind their calls, one key each: written in the transaction that needs it, and
 * cleared in the one that ends it. So a server that starts finds them without looking at every RecordSpace. Beside each
 * job is the operation that its users are told of, which stays for a while when the job is over.
 */
@Singleton
public class Jobs {
    static final byte[] FROM_THE_FIRST = {};

    /** So many that are forgotten go with one that is added or ended: there are never more to go for long. */
    private static final int FORGOTTEN_AT_ONCE = 10;

    private final OperationKeys keys;
    private final OperationConfig config;
    private final Clock clock;

    Jobs(@Root Subspace root, OperationConfig config, Clock clock) {
        this.keys = new OperationKeys(root);
        this.config = config;
        this.clock = clock;
    }

    /**
     * Adds a job for a RecordSpace; one of the kind that is there already has it to do too.
     *
     * @param total about how many records there are to go through; 0 when that is not known
     */
    public CompletableFuture<Job> addOnce(FDBRecordContext context, JobKind kind, RecordSpace space, long total) {
        return of(context, kind, space)
                .thenCompose(there -> there.isEmpty()
                        ? add(context, kind, space, Optional.empty(), total)
                        : CompletableFuture.completedFuture(there.get(0)));
    }

    /**
     * Adds a job for a RecordSpace.
     *
     * @param source of a fork, what is copied
     * @param total about how many records there are to go through; 0 when that is not known
     */
    public CompletableFuture<Job> add(
            FDBRecordContext context, JobKind kind, RecordSpace space, Optional<RecordSpaceName> source, long total) {
        return number(context, space.tenantId()).thenApply(number -> add(context, kind, space, source, total, number));
    }

    /** The number of a tenant's next operation. */
    public CompletableFuture<Long> number(FDBRecordContext context, long tenantId) {
        return Counter.next(context, keys.lastNumber(tenantId))
                .thenCompose(number -> forgetBefore(context, tenantId, number - config.keepAtMost())
                        .thenApply(done -> number));
    }

    /** Adds a job under a {@link #number} that was taken in the same transaction. */
    public Job add(
            FDBRecordContext context,
            JobKind kind,
            RecordSpace space,
            Optional<RecordSpaceName> source,
            long total,
            long number) {
        Job job = new Job(kind, space.tenant(), space.tenantId(), space.name(), space.incarnation(), number);
        io.recordstore.storage.v1.Job stored = io.recordstore.storage.v1.Job.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .setOperation(number)
                .build();
        context.ensureActive().set(keys.job(job), stored.toByteArray());
        StoredOperation.Builder operation = StoredOperation.newBuilder()
                .setKind(kind.number())
                .setRecordSpace(space.name().value())
                .setIncarnation(space.incarnation())
                .setTotal(total)
                .setBeginTime(StoredOperations.timestamp(clock.instant()));
        source.ifPresent(name -> operation.setSource(name.value()));
        write(context, job, operation.build());
        return job;
    }

    /** What of a kind there is to do for a RecordSpace. */
    public CompletableFuture<List<Job>> of(FDBRecordContext context, JobKind kind, RecordSpace space) {
        Range range = keys.jobs(space.tenantId(), space.incarnation(), kind).range();
        return context.ensureActive().getRange(range).asList().thenApply(entries -> entries.stream()
                .map(this::read)
                .toList());
    }

    /** Completes all that there is to do for a RecordSpace, since its records are gone. */
    public CompletableFuture<Void> completeAll(FDBRecordContext context, RecordSpace space) {
        Range range = keys.jobs(space.tenantId(), space.incarnation()).range();
        return context.ensureActive()
                .getRange(range)
                .asList()
                .thenCompose(entries -> CompletableFuture.allOf(entries.stream()
                        .map(this::read)
                        .map(job -> complete(context, job))
                        .toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Void> complete(FDBRecordContext context, Job job) {
        return operation(context, job.tenantId(), job.operation())
                .thenAccept(stored -> stored.ifPresentOrElse(
                        operation -> new HeldOperation(this, context, job, operation).complete(),
                        () -> remove(context, job)));
    }

    /** Whether a job is for this incarnation, and not for an earlier one of the same name. */
    public static boolean isOf(Job job, RecordSpace space) {
        return job.tenantId() == space.tenantId() && job.incarnation() == space.incarnation();
    }

    /**
     * @param after the key of the job before the first
     * @param limit how many at most
     */
    CompletableFuture<List<Job>> list(FDBRecordContext context, byte[] after, int limit) {
        Range all = keys.jobs().range();
        byte[] begin = after.length == 0 ? all.begin : ByteArrayUtil.keyAfter(after);
        return context.readTransaction(true)
                .getRange(begin, all.end, limit)
                .asList()
                .thenApply(entries -> entries.stream().map(this::read).toList());
    }

    byte[] key(Job job) {
        return keys.job(job);
    }

    private Job read(KeyValue entry) {
        Tuple key = keys.jobs().unpack(entry.getKey());
        try {
            io.recordstore.storage.v1.Job job = io.recordstore.storage.v1.Job.parseFrom(entry.getValue());
            return new Job(
                    JobKind.of((int) key.getLong(2)),
                    new TenantName(job.getTenant()),
                    key.getLong(0),
                    new RecordSpaceName(job.getRecordSpace()),
                    key.getLong(1),
                    job.getOperation());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a job cannot be read", e);
        }
    }

    CompletableFuture<Optional<StoredOperation>> operation(FDBRecordContext context, long tenantId, long number) {
        return context.ensureActive()
                .get(keys.operation(tenantId, number))
                .thenApply(value -> Optional.ofNullable(value).map(StoredOperations::parse));
    }

    void write(FDBRecordContext context, Job job, StoredOperation operation) {
        context.ensureActive().set(keys.operation(job.tenantId(), job.operation()), operation.toByteArray());
    }

    /** Ends a job; its operation stays in the list for a while. */
    void end(FDBRecordContext context, Job job, StoredOperation operation, StoredOperationState state) {
        remove(context, job);
        write(
                context,
                job,
                operation.toBuilder()
                        .setState(state)
                        .setEndTime(StoredOperations.timestamp(clock.instant()))
                        .build());
        long second = clock.instant().getEpochSecond();
        context.ensureActive().set(keys.ended(second, job.tenantId(), job.operation()), new byte[0]);
    }

    /** Removes a job and its lease. */
    void remove(FDBRecordContext context, Job job) {
        context.ensureActive().clear(keys.job(job));
        context.ensureActive().clear(keys.lease(job.tenantId(), job.operation()));
    }

    StoredOperationFailure failure(String reason, String message) {
        return StoredOperationFailure.newBuilder()
                .setReason(reason)
                .setMessage(message)
                .setTime(StoredOperations.timestamp(clock.instant()))
                .build();
    }

    private CompletableFuture<Void> forgetBefore(FDBRecordContext context, long tenantId, long number) {
        if (number <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        Subspace operations = keys.operations(tenantId);
        Transaction transaction = context.ensureActive();
        return transaction
                .getRange(operations.range().begin, operations.pack(number + 1), FORGOTTEN_AT_ONCE)
                .asList()
                .thenAccept(entries -> entries.forEach(entry -> {
                    StoredOperation operation = StoredOperations.parse(entry.getValue());
                    if (operation.hasEndTime()) {
                        long itsNumber = operations.unpack(entry.getKey()).getLong(0);
                        transaction.clear(entry.getKey());
                        transaction.clear(keys.ended(operation.getEndTime().getSeconds(), tenantId, itsNumber));
                    }
                }));
    }

    /**
     * Forgets operations that have been over for long enough.
     *
     * @param limit how many at most
     */
    CompletableFuture<Void> forgetOld(FDBRecordContext context, int limit) {
        long second = clock.instant().minus(config.keep()).getEpochSecond();
        Subspace ended = keys.ended();
        Transaction transaction = context.ensureActive();
        return transaction
                .getRange(ended.range().begin, ended.pack(second), limit)
                .asList()
                .thenAccept(entries -> entries.forEach(entry -> {
                    Tuple key = ended.unpack(entry.getKey());
                    transaction.clear(entry.getKey());
                    transaction.clear(keys.operation(key.getLong(1), key.getLong(2)));
                }));
    }
}
