package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.recordstore.crypto.DataKeys;
import io.recordstore.fault.Fault;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.operation.HeldOperation;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobPages;
import io.recordstore.operation.JobPages.Page;
import io.recordstore.operation.JobRun;
import io.recordstore.operation.JobWork;
import io.recordstore.operation.Jobs;
import io.recordstore.operation.OperationConfig;
import io.recordstore.space.Catalog;
import io.recordstore.space.ChangeLogKeys;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.Reseal;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Seals records again with the newest data key, page by page ({@link ResealPage}), and drops the keys of before with the
 * last page.
 *
 * <p>How far it is, is in the store, and is read and written in each page's own transaction: so it goes on after a restart
 * where it was, and two servers never do the same page.
 *
 * <p>Whoever writes a record has read its RecordSpace's catalog entry in the same transaction. What began before the new
 * key was there can therefore not commit after it: behind the last page no record is under an old key.
 */
@Singleton
class Reseals implements JobWork {
    private static final Logger LOG = Logger.getLogger(Reseals.class);
    private static final int STATE = 2;

    private final JobPages pages;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final DataKeys dataKeys;
    private final Jobs jobs;
    private final SealedStates sealedStates;
    private final OperationConfig config;
    private final Subspace root;
    private final Clock clock;

    Reseals(
            JobPages pages,
            Catalog catalog,
            RecordSpaceOpener opener,
            DataKeys dataKeys,
            Jobs jobs,
            SealedStates sealedStates,
            OperationConfig config,
            @Root Subspace root,
            Clock clock) {
        this.pages = pages;
        this.catalog = catalog;
        this.opener = opener;
        this.dataKeys = dataKeys;
        this.jobs = jobs;
        this.sealedStates = sealedStates;
        this.config = config;
        this.root = root;
        this.clock = clock;
    }

    /** How far the last rotation is; nothing when there was none. */
    CompletableFuture<Optional<Reseal>> state(FDBRecordContext context, RecordSpace space) {
        return context.ensureActive().get(key(space)).thenApply(value -> Optional.ofNullable(value)
                .map(Reseals::parse));
    }

    private static Reseal parse(byte[] value) {
        try {
            return Reseal.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("how far records are sealed again cannot be read", e);
        }
    }

    /**
     * With the transaction that adds a key: there is everything to do.
     *
     * @param records about how many there are
     */
    CompletableFuture<Job> begin(FDBRecordContext context, RecordSpace space, long records) {
        write(context, space, Reseal.newBuilder().setStartTime(now()).build());
        return jobs.addOnce(context, JobKind.RESEAL, space, records);
    }

    private void write(FDBRecordContext context, RecordSpace space, Reseal state) {
        context.ensureActive().set(key(space), state.toByteArray());
    }

    private byte[] key(RecordSpace space) {
        return space.keys(root).pack(Tuple.from(STATE));
    }

    private Timestamp now() {
        Instant now = clock.instant();
        return Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
    }

    @Override
    public JobKind kind() {
        return JobKind.RESEAL;
    }

    /** Goes on until all records are sealed with the newest key. */
    @Override
    public CompletableFuture<Void> run(JobRun run) {
        return pages.run(run, (context, held) -> page(context, run.job(), held));
    }

    private CompletableFuture<Page> page(FDBRecordContext context, Job job, HeldOperation held) {
        return catalog.findAny(context, job.tenant(), job.space()).thenCompose(space -> {
            if (space.isEmpty() || !Jobs.isOf(job, space.get())) {
                held.endWithItsSpace();
                return CompletableFuture.completedFuture(Page.LAST);
            }
            return state(context, space.get()).thenCompose(state -> page(context, space.get(), held, state));
        });
    }

    private CompletableFuture<Page> page(
            FDBRecordContext context, RecordSpace space, HeldOperation held, Optional<Reseal> found) {
        if (found.isEmpty() || found.get().hasEndTime()) {
            held.complete();
            return CompletableFuture.completedFuture(Page.LAST);
        }
        Reseal state = found.get();
        return state.getInChanges()
                ? changesPage(context, space, state)
                        .thenCombine(sealedStates.reseal(context, space), (next, resealed) -> next)
                        .thenApply(next -> written(context, held, space, state, next))
                : recordsPage(context, space, state).thenApply(next -> written(context, held, space, state, next));
    }

    /** There is no way back: what is sealed with the new key needs it. It is never asked. */
    @Override
    public CompletableFuture<Void> abandon(FDBRecordContext context, Job job, Optional<RecordSpaceName> source) {
        return CompletableFuture.completedFuture(null);
    }

    /** A rotation goes through to its end, so that no key is lost and none is kept for ever. */
    @Override
    public boolean isFinal(Fault fault) {
        return false;
    }

    private CompletableFuture<Reseal.Builder> recordsPage(FDBRecordContext context, RecordSpace space, Reseal state) {
        ResealPage page = new ResealPage(
                context,
                opener.records(space),
                opener.keys(space).sealer(),
                Tuple::pack,
                config.recordsPerTransaction());
        return page.run(state.getLastRecord().toByteArray()).thenApply(result -> state.toBuilder()
                .setLastRecord(ByteString.copyFrom(result.last()))
                .setRecordsDone(state.getRecordsDone() + result.done())
                .setRecordsUnreadable(state.getRecordsUnreadable() + result.unreadable())
                .setInChanges(result.isLast()));
    }

    /** The log of changes, after the records: it has what was sealed with the keys of before. */
    private CompletableFuture<Reseal.Builder> changesPage(FDBRecordContext context, RecordSpace space, Reseal state) {
        ResealPage page = new ResealPage(
                context,
                new ChangeLogKeys(space, root).changes(),
                opener.keys(space).sealer(),
                place -> ChangeLog.sealedFor(place.getVersionstamp(0).getUserVersion()),
                config.recordsPerTransaction());
        return page.run(state.getLastChange().toByteArray()).thenApply(result -> {
            Reseal.Builder next = state.toBuilder()
                    .setLastChange(ByteString.copyFrom(result.last()))
                    .setRecordsUnreadable(state.getRecordsUnreadable() + result.unreadable());
            return result.isLast() ? next.setEndTime(now()) : next;
        });
    }

    private Page written(
            FDBRecordContext context, HeldOperation held, RecordSpace space, Reseal before, Reseal.Builder next) {
        Reseal state = next.build();
        held.progress(state.getRecordsDone());
        if (state.hasEndTime()) {
            held.complete();
            dropKeysOfBefore(context, space, state);
        }
        write(context, space, state);
        long records = before.getInChanges()
                ? config.recordsPerTransaction()
                : state.getRecordsDone() - before.getRecordsDone();
        return new Page(state.hasEndTime(), records);
    }

    private void dropKeysOfBefore(FDBRecordContext context, RecordSpace space, Reseal state) {
        if (state.getRecordsUnreadable() > 0) {
            LOG.warnf(
                    "%d records of RecordSpace %s could not be opened: the data keys of before are kept",
                    state.getRecordsUnreadable(), space.name());
            return;
        }
        catalog.replace(
                context,
                space.withDataKeys(dataKeys.withPrimaryAlone(
                        space.dataKeys(), space.identity().toByteArray())));
    }
}
