package io.recordstore.fdb.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The commit of one attempt: what it sends to the {@link CommitLoop} and what it tells the transaction. Futures are
 * completed on the transaction's executor, or by the thread that waits for them and led the commit. The lock is that of {@link AttemptState}.
 */
final class AttemptCommit implements CommitRequest.Outcome {
    private final Engine engine;
    private final AttemptState state;
    private final OwnWatches watches;
    private final Executor executor;
    private final CompletableFuture<Void> result = new CommitFuture<>(this::lead);
    private final AtomicReference<Thread> leader = new AtomicReference<>();
    private Runnable settlement;
    private CompletableFuture<byte[]> versionstamp;
    private volatile long committedVersion = -1;
    private volatile List<KeyRange> conflictingKeys = List.of();

    AttemptCommit(Engine engine, AttemptState state, OwnWatches watches, Executor executor) {
        this.engine = engine;
        this.state = state;
        this.watches = watches;
        this.executor = executor;
    }

    /** Commits, once every read under way is over. */
    CompletableFuture<Void> start() {
        return start(engine.commits()::submit);
    }

    /** As {@link #start}, by a caller that waits for the outcome at once. */
    CompletableFuture<Void> startAndLead() {
        return hasTimeout()
                ? start()
                : start(request -> lead(() -> engine.commits().submitAndLead(request)));
    }

    private CompletableFuture<Void> start(Consumer<CommitRequest> submission) {
        CompletableFuture<Void> reads;
        synchronized (state) {
            try {
                state.startCommit();
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            reads = state.pending().isEmpty()
                    ? null
                    : CompletableFuture.allOf(state.pending().toArray(CompletableFuture[]::new));
        }
        return reads == null
                ? submit(submission)
                : reads.handle((done, error) -> null).thenCompose(done -> submit(engine.commits()::submit));
    }

    private CompletableFuture<Void> submit(Consumer<CommitRequest> submission) {
        CommitData data;
        CommitRequest request = null;
        List<Watch> activated;
        synchronized (state) {
            try {
                data = collect();
                activated = watches.takeAll();
                if (!data.isReadOnly()) {
                    request = request(data, activated);
                    state.pending().add(result);
                }
            } catch (EmbeddedFdbException e) {
                failVersionstamp(FdbError.TRANSACTION_INVALID_VERSION);
                return CompletableFuture.failedFuture(e);
            }
        }
        state.snapshot().release();
        if (request == null) {
            failVersionstamp(FdbError.NO_COMMIT_VERSION);
            activated.forEach(engine::activateAndCheck);
            return CompletableFuture.completedFuture(null);
        }
        submission.accept(request);
        return result;
    }

    private CommitData collect() {
        state.checkNotEnded();
        if (state.readFailure() instanceof EmbeddedFdbException failure) {
            throw failure;
        }
        watches.addConflicts();
        CommitData data = state.writes().finish(state.reads().conflicts());
        if (!data.isReadOnly() && data.size() > state.settings().sizeLimit()) {
            throw FdbError.TRANSACTION_TOO_LARGE.exception();
        }
        return data;
    }

    private CommitRequest request(CommitData data, List<Watch> activated) {
        LazySnapshot snapshot = state.snapshot();
        long readVersion = data.reads().isEmpty() ? snapshot.versionIfTaken() : snapshot.version();
        return new CommitRequest(readVersion, data, activated, state.settings().reportConflictingKeys(), this);
    }

    /**
     * Commits on this thread, which waits for the outcome, if nobody is at it. Not with a time-out, which must be able to
     * end the wait while the storage stalls.
     */
    private void lead() {
        if (!hasTimeout()) {
            lead(engine.commits()::lead);
        }
    }

    private boolean hasTimeout() {
        synchronized (state) {
            return state.settings().timeout() != null;
        }
    }

    private void lead(Runnable commit) {
        boolean isLeader = leader.compareAndSet(null, Thread.currentThread());
        commit.run();
        if (!isLeader) {
            return;
        }
        Runnable outcome = settlement;
        settlement = null;
        leader.set(null);
        if (outcome != null) {
            outcome.run();
        }
    }

    /** Has the outcome told: by the thread that leads, when it has ended the batch, or by the executor. */
    private void tell(Runnable outcome) {
        if (leader.get() == Thread.currentThread()) {
            settlement = outcome;
        } else {
            executor.execute(outcome);
        }
    }

    @Override
    public void committed(long version, int place) {
        committedVersion = version;
        tell(() -> {
            CompletableFuture<byte[]> stamp = settle();
            if (stamp != null) {
                stamp.complete(Versionstamps.stamp(version, place));
            }
            result.complete(null);
        });
    }

    @Override
    public void refused(FdbError error, List<KeyRange> conflicts) {
        conflictingKeys = conflicts;
        tell(() -> {
            CompletableFuture<byte[]> stamp = settle();
            if (stamp != null) {
                stamp.completeExceptionally(FdbError.TRANSACTION_INVALID_VERSION.exception());
            }
            result.completeExceptionally(error.exception());
        });
    }

    /** Ends the wait for the outcome; returns the versionstamp's future if anyone asked for it. */
    private CompletableFuture<byte[]> settle() {
        synchronized (state) {
            state.pending().remove(result);
            return versionstamp;
        }
    }

    /** Fails the versionstamp, if anyone asked for it and it is not known by now. */
    void failVersionstamp(FdbError error) {
        CompletableFuture<byte[]> stamp;
        synchronized (state) {
            stamp = versionstamp;
        }
        if (stamp != null && !stamp.isDone()) {
            executor.execute(() -> stamp.completeExceptionally(error.exception()));
        }
    }

    /** A future of the versionstamp; must be asked for before the commit starts. */
    CompletableFuture<byte[]> versionstamp() {
        synchronized (state) {
            try {
                state.check();
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            if (versionstamp == null) {
                versionstamp = new CompletableFuture<>();
            }
            return versionstamp.copy();
        }
    }

    /** The version that this was committed at, or -1. */
    long committedVersion() {
        return committedVersion;
    }

    /** The read ranges on which the commit conflicted, if they were asked for. */
    List<KeyRange> conflictingKeys() {
        return conflictingKeys;
    }
}
