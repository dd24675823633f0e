package io.recordstore.record;

import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import io.recordstore.fault.CommitUnknown;
import io.recordstore.fault.Conflict;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.fault.Fault;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.QuotaExceeded;
import io.recordstore.fault.Unavailable;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.UniquenessViolation;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a stream of records, in its order and in transactions of many records each.
 *
 * <p>A record that is refused is reported, and the others are written: where a transaction fails as a whole, its records
 * are written one by one, each in a transaction of its own. Under a name, each transaction also writes how far the
 * stream has come, so that a stream that is sent again goes on where it broke.
 */
@Singleton
public class BulkPuts {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final Subspace root;
    private final Clock clock;

    BulkPuts(Transactions transactions, RecordSpaceOpener opener, @Root Subspace root, Clock clock) {
        this.transactions = transactions;
        this.opener = opener;
        this.root = root;
        this.clock = clock;
    }

    /** One message of the stream. */
    public sealed interface Item {
        /** Bytes or characters of its content. */
        int size();
    }

    /** A record; what is in it may be refused when it is written. */
    public record Record(String recordType, RecordContent content, PutCondition condition) implements Item {
        @Override
        public int size() {
            return content.size();
        }
    }

    /** What is no record, and why. */
    public record Unreadable(Fault fault) implements Item {
        @Override
        public int size() {
            return 0;
        }
    }

    /** A record that was refused, by its place in the stream. */
    public record Failure(long index, Fault fault) {}

    /**
     * What became of a stream.
     *
     * @param resumed how many records an earlier run of the same name had done with
     * @param failures of this run, the first of them
     */
    public record Result(long received, long written, long resumed, long failed, List<Failure> failures) {}

    /**
     * Begins a stream.
     *
     * @param name under which it can be sent again; empty when it is not to be
     */
    public Uni<Run> begin(TenantName tenant, RecordSpaceName space, String name) {
        if (name.length() > RecordLimits.MAX_BULK_ID_LENGTH) {
            throw new InvalidRequest("bulk_id", "it has more than " + RecordLimits.MAX_BULK_ID_LENGTH + " characters");
        }
        Run run = new Run(tenant, space, name);
        return run.begin().replaceWith(run);
    }

    /** One stream that is being written. Its items come one after the other, each when the one before was accepted. */
    public final class Run {
        private final TenantName tenant;
        private final RecordSpaceName space;
        private final String name;
        private final Instant begun = clock.instant();
        private final List<Item> batch = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private int batchBytes;
        private long received;
        private long resumed;
        private BulkProgress progress = BulkProgress.START;

        Run(TenantName tenant, RecordSpaceName space, String name) {
            this.tenant = tenant;
            this.space = space;
            this.name = name;
        }

        /**
         * Writes what is left.
         *
         * @return fails when the store does; what was committed stays
         */
        public Uni<Result> finish() {
            return flush().map(flushed -> result());
        }

        private Result result() {
            return new Result(received, progress.written(), resumed, progress.failed(), failures);
        }

        private Uni<Void> begin() {
            if (name.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return transactions
                    .write(context -> opener.open(context, tenant, space)
                            .thenCompose(open -> memory(open, context).begin(name, begun)))
                    .invoke(committed -> progress = committed.value())
                    .replaceWithVoid();
        }

        private BulkMemory memory(OpenRecordSpace open, FDBRecordContext context) {
            return new BulkMemory(context, open.space().keys(root));
        }

        /** Whether all that was accepted is written or refused, and nothing waits for more. */
        public boolean isDone() {
            return batch.isEmpty();
        }

        /** Takes the next item; with a full transaction's worth of them, writes them. */
        public Uni<Void> accept(Item item) {
            received++;
            if (received <= progress.done()) {
                resumed++;
                return Uni.createFrom().voidItem();
            }
            batch.add(item);
            batchBytes += item.size();
            boolean isFull = batch.size() >= RecordLimits.BULK_RECORDS || batchBytes >= RecordLimits.BULK_BYTES;
            return isFull ? flush() : Uni.createFrom().voidItem();
        }

        private Uni<Void> flush() {
            List<Item> items = List.copyOf(batch);
            batch.clear();
            batchBytes = 0;
            if (items.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return write(items)
                    .onFailure(Run::isOfOneRecord)
                    .recoverWithUni(error -> items.size() == 1 ? refuse(error) : oneByOne(items));
        }

        /** Of a transaction that failed, whether it may be one of its records that made it fail. */
        private static boolean isOfOneRecord(Throwable error) {
            boolean isOfTheStore = error instanceof Unavailable
                    || error instanceof CommitUnknown
                    || error instanceof Conflict
                    || error instanceof NotFound
                    || error instanceof QuotaExceeded;
            return error instanceof RecordIndexUniquenessViolation || (error instanceof Fault && !isOfTheStore);
        }

        private Uni<Void> oneByOne(List<Item> items) {
            return Multi.createFrom()
                    .iterable(items)
                    .onItem()
                    .transformToUniAndConcatenate(item -> write(List.of(item))
                            .onFailure(error -> isOfOneRecord(error) && !(error instanceof DeadlineExceeded))
                            .recoverWithUni(this::refuse))
                    .collect()
                    .last()
                    .replaceWithVoid();
        }

        private Uni<Void> refuse(Throwable error) {
            Fault fault = error instanceof RecordIndexUniquenessViolation violation
                    ? UniquenessViolation.fault(violation)
                    : (Fault) error;
            long index = progress.done();
            return transactions
                    .write(context -> opener.open(context, tenant, space)
                            .thenApply(open -> remember(open, context, progress.refused())))
                    .invoke(committed -> report(List.of(new Failure(index, fault)), committed.value()))
                    .replaceWithVoid();
        }

        private Uni<Void> write(List<Item> items) {
            return transactions
                    .write(context -> opener.open(context, tenant, space)
                            .thenCompose(open -> new BulkWrite(open, progress).write(items))
                            .thenApply(written -> {
                                remember(written.open(), context, written.progress());
                                return written;
                            }))
                    .invoke(committed -> report(
                            committed.value().failures(), committed.value().progress()))
                    .replaceWithVoid();
        }

        private BulkProgress remember(OpenRecordSpace open, FDBRecordContext context, BulkProgress next) {
            if (!name.isEmpty()) {
                memory(open, context).write(name, next, begun);
            }
            return next;
        }

        private void report(List<Failure> refused, BulkProgress next) {
            progress = next;
            refused.stream()
                    .limit(Math.max(0, RecordLimits.MAX_FAILURES - failures.size()))
                    .forEach(failures::add);
        }
    }
}
