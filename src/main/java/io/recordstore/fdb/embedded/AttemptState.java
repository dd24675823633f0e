package io.recordstore.fdb.embedded;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What one attempt of a transaction has come to: its writes, what it has read, and the errors that it has met.
 *
 * <p>Errors stick as FoundationDB's client has it. A write or option with bad arguments does not fail at once: the first
 * such error is {@code deferred} and answers every later read and the commit. {@code ended} is set by a cancel, a
 * time-out or a reset and answers everything. A read that fails makes the commit fail with its error.
 *
 * <p>Lock: {@code this} guards everything here, for all parts of the attempt. The locks of {@link LazySnapshot} and
 * {@link ReadVersions} may be taken while it is held; no read of the storage is made and no future completed.
 */
final class AttemptState {
    private final TimeSource time;
    private final TransactionSettings settings;
    private final LazySnapshot snapshot;
    private final WriteBuffer writes;
    private final ReadSet reads = new ReadSet();
    private final long startedNanos;
    private final Set<CompletableFuture<?>> pending = new HashSet<>();
    private boolean commitStarted;
    private FdbError deferred;
    private FdbError ended;
    private Throwable readFailure;

    /**
     * Starts an attempt.
     *
     * @param startedNanos when the transaction was made, from which its time-out counts
     */
    AttemptState(Engine engine, TransactionSettings settings, long startedNanos) {
        this.time = engine.time();
        this.settings = settings;
        this.snapshot = new LazySnapshot(engine.readVersions());
        this.writes = new WriteBuffer(settings);
        this.startedNanos = startedNanos;
    }

    TransactionSettings settings() {
        return settings;
    }

    LazySnapshot snapshot() {
        return snapshot;
    }

    WriteBuffer writes() {
        return writes;
    }

    ReadSet reads() {
        return reads;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Futures to fail when the attempt ends before they are done. */
    Set<CompletableFuture<?>> pending() {
        return pending;
    }

    /** Does a write or sets an option: nothing when an error is deferred already, and any error of it is deferred. */
    synchronized void defer(Runnable step) {
        if (deferred != null) {
            return;
        }
        try {
            step.run();
        } catch (EmbeddedFdbException e) {
            deferred = e.error();
        }
    }

    /** Fails with whatever forbids a new operation. */
    void check() {
        checkNotDeferred();
        checkNotCommitting();
        checkNotEnded();
    }

    void checkNotDeferred() {
        if (deferred != null) {
            throw deferred.exception();
        }
    }

    void checkNotCommitting() {
        if (commitStarted) {
            throw FdbError.USED_DURING_COMMIT.exception();
        }
    }

    void checkNotEnded() {
        FdbError error = ended();
        if (error != null) {
            throw error.exception();
        }
    }

    /** The error that has ended the attempt, or null. */
    synchronized FdbError ended() {
        if (ended != null || settings.timeout() == null) {
            return ended;
        }
        if (time.nanoTime() - startedNanos >= settings.timeout().toNanos()) {
            ended = FdbError.TRANSACTION_TIMED_OUT;
        }
        return ended;
    }

    /** Ends the attempt with an error, unless one has ended it already; returns the futures that are left undone. */
    synchronized List<CompletableFuture<?>> end(FdbError error) {
        if (ended == null) {
            ended = error;
        }
        List<CompletableFuture<?>> undone = List.copyOf(pending);
        pending.clear();
        return undone;
    }

    /** Starts the commit; nothing but its outcome changes the attempt after that. */
    void startCommit() {
        check();
        commitStarted = true;
    }

    /** Notes that a read failed, for the commit to fail with the same. */
    synchronized void noteReadFailure(Throwable failure) {
        if (readFailure == null) {
            readFailure = failure;
        }
    }

    /** What the first failing read failed with, or null. */
    Throwable readFailure() {
        return readFailure;
    }

    /** The view that a read of this moment has. */
    ReadView view(boolean isSnapshot) {
        WriteView own = settings.seesOwnWrites(isSnapshot) ? writes.view() : WriteView.NONE;
        return new ReadView(own, snapshot, settings.readableEnd(), settings.ignoreUnreadable());
    }

    /** Fails with 2004 unless the key may be read. */
    void checkReadableKey(byte[] key) {
        if (!Keys.less(key, settings.readableEnd()) && !Arrays.equals(key, Keys.METADATA_VERSION)) {
            throw FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception();
        }
    }
}
