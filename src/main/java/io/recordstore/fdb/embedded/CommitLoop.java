package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one place where transactions commit. It takes all that wait as one batch, checks each in order against the window
 * of recent writes and against those before it in the batch, applies the rest as one synced storage batch, publishes the
 * new version, and only then tells the transactions. While the storage syncs, the next batch gathers: group commit.
 *
 * <p>It runs as a task on a given executor, so a test can put a scheduler of its own there, or on a thread that waits for
 * a commit while nobody else is at it: that one would only sleep meanwhile, and two hand-overs between threads are saved.
 * It leads one batch; what has gathered behind is the executor's. No user code runs here: outcomes are handed to the
 * transactions' executors.
 *
 * <p>Invariants: who commits has the one permit of {@code committing}, and looks for requests once more after giving it
 * back; whoever leaves a request in the queue finds {@code scheduled} set or sets it. After a failed storage write
 * nothing more is written, unless it failed for want of room: then the storage shows nothing of the batch.
 */
final class CommitLoop {
    private final Storage storage;
    private final ReadVersions readVersions;
    private final ConflictWindow window;
    private final Watches watches;
    private final EngineListener listener;
    private final TimeSource time;
    private final Executor executor;
    private final Queue<CommitRequest> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Semaphore committing = new Semaphore(1);
    private volatile boolean reservationWanted;
    private volatile FdbError stopped;

    CommitLoop(
            Storage storage,
            ReadVersions readVersions,
            ConflictWindow window,
            Watches watches,
            EngineListener listener,
            TimeSource time,
            Executor executor) {
        this.storage = storage;
        this.readVersions = readVersions;
        this.window = window;
        this.watches = watches;
        this.listener = listener;
        this.time = time;
        this.executor = executor;
    }

    /** Queues a transaction. Its outcome is told exactly once. */
    void submit(CommitRequest request) {
        if (enqueue(request)) {
            schedule();
        }
    }

    /** Queues a transaction whose caller waits for it, and commits it on this thread unless another is at it. */
    void submitAndLead(CommitRequest request) {
        if (enqueue(request)) {
            lead();
        }
    }

    private boolean enqueue(CommitRequest request) {
        if (waitingBytes.addAndGet(request.bytes()) > Limits.WAITING_BYTES) {
            waitingBytes.addAndGet(-request.bytes());
            request.outcome().refused(FdbError.COMMIT_PROXY_MEMORY_LIMIT_EXCEEDED, List.of());
            return false;
        }
        waiting.add(request);
        return true;
    }

    /** Asks for more versions to be reserved in the store, without a transaction. */
    void reserve() {
        reservationWanted = true;
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        scheduled.set(false);
        while (hasWork() && committing.tryAcquire()) {
            try {
                while (hasWork()) {
                    commit(takeBatch());
                }
            } finally {
                committing.release();
            }
        }
    }

    /** Commits one batch on this thread, which waits for a commit, unless another thread is at it. */
    void lead() {
        if (!committing.tryAcquire()) {
            return;
        }
        try {
            if (hasWork()) {
                commit(takeBatch());
            }
        } finally {
            committing.release();
        }
        if (hasWork()) {
            schedule();
        }
    }

    /** Commits what waits, on this thread, and refuses what comes after. */
    void close() {
        committing.acquireUninterruptibly();
        try {
            while (hasWork()) {
                commit(takeBatch());
            }
            stopped = FdbError.OPERATION_CANCELLED;
        } finally {
            committing.release();
        }
    }

    private boolean hasWork() {
        return !waiting.isEmpty() || reservationWanted;
    }

    private List<CommitRequest> takeBatch() {
        List<CommitRequest> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < Limits.BATCH_TRANSACTIONS && bytes < Limits.BATCH_BYTES) {
            CommitRequest request = waiting.poll();
            if (request == null) {
                break;
            }
            batch.add(request);
            bytes += request.bytes();
            waitingBytes.addAndGet(-request.bytes());
        }
        return batch;
    }

    private void commit(List<CommitRequest> batch) {
        if (stopped != null) {
            batch.forEach(request -> request.outcome().refused(stopped, List.of()));
            reservationWanted = false;
            return;
        }
        long version = readVersions.beginCommit();
        window.forgetThrough(version - Limits.WINDOW_VERSIONS);
        List<CommitRequest> accepted = new ArrayList<>(batch.size());
        for (CommitRequest request : batch) {
            if (isAccepted(request)) {
                window.add(request.writes(), version);
                window.add(stampedKeys(request, Versionstamps.stamp(version, accepted.size())), version);
                accepted.add(request);
            }
        }
        boolean reserving = reservationWanted;
        if (accepted.isEmpty() && !reserving) {
            readVersions.abandonCommit();
            listener.batchCommitted(0, batch.size(), 0, 0);
            return;
        }
        reservationWanted = false;
        write(accepted, batch.size() - accepted.size(), version);
    }

    private boolean isAccepted(CommitRequest request) {
        if (request.reads().isEmpty()) {
            return true;
        }
        if (request.readVersion() < window.oldest()) {
            request.outcome().refused(FdbError.TRANSACTION_TOO_OLD, List.of());
            return false;
        }
        List<KeyRange> conflicts = conflicts(request);
        if (!conflicts.isEmpty()) {
            request.outcome().refused(FdbError.NOT_COMMITTED, conflicts);
        }
        return conflicts.isEmpty();
    }

    private List<KeyRange> conflicts(CommitRequest request) {
        List<KeyRange> conflicts = new ArrayList<>();
        for (KeyRange range : request.reads()) {
            if (window.writtenAfter(range, request.readVersion())) {
                conflicts.add(range);
                if (!request.reportConflicts()) {
                    break;
                }
            }
        }
        return conflicts;
    }

    /** The keys that become known only now; each is a write conflict, as FoundationDB's commit proxy makes it one. */
    private static List<KeyRange> stampedKeys(CommitRequest request, byte[] stamp) {
        List<KeyRange> keys = new ArrayList<>();
        for (Mutation mutation : request.mutations()) {
            if (mutation.kind() == MutationKind.SET_VERSIONSTAMPED_KEY) {
                byte[] key = Versionstamps.resolve(mutation.key(), stamp);
                keys.add(new KeyRange(key, Keys.after(key)));
            }
        }
        return keys;
    }

    private void write(List<CommitRequest> accepted, int refused, long version) {
        long reserved = version + Limits.RESERVED_VERSIONS;
        try (StorageSnapshot below = storage.snapshot()) {
            BatchOverlay overlay = new BatchOverlay(below);
            for (int place = 0; place < accepted.size(); place++) {
                overlay.apply(accepted.get(place).mutations(), Versionstamps.stamp(version, place));
            }
            long started = time.nanoTime();
            storage.apply(overlay.toBatch(reserved));
            long nanos = time.nanoTime() - started;
            readVersions.publish(version, storage.snapshot(), reserved);
            tell(accepted, overlay, version);
            listener.batchCommitted(accepted.size(), refused, overlay.bytes(), nanos);
        } catch (StorageFullException e) {
            refuse(accepted, e);
        } catch (RuntimeException e) {
            stop(accepted, e);
        }
    }

    private void tell(List<CommitRequest> accepted, BatchOverlay overlay, long version) {
        for (CommitRequest request : accepted) {
            request.watches().forEach(watches::activate);
        }
        watches.changed(overlay);
        for (int place = 0; place < accepted.size(); place++) {
            accepted.get(place).outcome().committed(version, place);
        }
    }

    /** There is no room: the batch was not written, or it may come back after a crash. The next one is tried again. */
    private void refuse(List<CommitRequest> accepted, StorageFullException cause) {
        readVersions.abandonCommit();
        listener.full(cause);
        FdbError answer = cause.isMaybeWritten() ? FdbError.COMMIT_UNKNOWN_RESULT : FdbError.STORAGE_QUOTA_EXCEEDED;
        accepted.forEach(request -> request.outcome().refused(answer, List.of()));
    }

    /** The storage failed: what was under way may or may not be durable, and nothing further is written. */
    private void stop(List<CommitRequest> accepted, RuntimeException cause) {
        stopped = FdbError.IO_ERROR;
        listener.failed(cause);
        accepted.forEach(request -> request.outcome().refused(FdbError.IO_ERROR, List.of()));
    }
}
