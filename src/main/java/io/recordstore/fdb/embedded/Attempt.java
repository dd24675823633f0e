package io.recordstore.fdb.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One attempt of a transaction, from its start or retry to its commit, reset or end. Any thread may use it. Its parts
 * share one {@link AttemptState}, whose lock is the attempt's.
 */
final class Attempt {
    private final Engine engine;
    private final Executor executor;
    private final AttemptState state;
    private final OwnWatches watches;
    private final AttemptReads reads;
    private final AttemptCommit commit;

    /**
     * Starts an attempt.
     *
     * @param startedNanos when the transaction was made, from which its time-out counts
     */
    Attempt(Engine engine, TransactionSettings settings, Executor executor, long startedNanos) {
        this.engine = engine;
        this.executor = executor;
        this.state = new AttemptState(engine, settings, startedNanos);
        this.watches = new OwnWatches(state, engine.reads());
        this.reads = new AttemptReads(engine, state, watches, executor);
        this.commit = new AttemptCommit(engine, state, watches, executor);
    }

    AttemptReads reads() {
        return reads;
    }

    /** The error that has ended the attempt, or null. */
    FdbError ended() {
        return state.ended();
    }

    /** Ends the attempt: whatever is still under way fails with {@code error}. */
    void end(FdbError error) {
        List<CompletableFuture<?>> undone = state.end(error);
        List<Watch> failing;
        synchronized (state) {
            failing = watches.takeAll();
        }
        state.snapshot().release();
        failing.forEach(watch -> watch.fail(error));
        undone.forEach(future -> executor.execute(() -> future.completeExceptionally(error.exception())));
        commit.failVersionstamp(error);
    }

    /** Sets an option; a misplaced or wrong one is deferred like a bad write. */
    void setOption(int code, byte[] value) {
        state.defer(() -> {
            boolean hasOwnWrites =
                    !state.writes().isEmpty() && !state.settings().readYourWritesDisabled();
            if (code == TransactionSettings.READ_YOUR_WRITES_DISABLE
                    && (state.snapshot().isTouched() || hasOwnWrites)) {
                throw FdbError.CLIENT_INVALID_OPERATION.exception();
            }
            state.settings().set(code, value);
        });
    }

    // ---- writes: each is deferred when it fails, and fails while the attempt commits
    // ---------------------------------

    private void write(Runnable write) {
        state.defer(() -> {
            state.checkNotCommitting();
            write.run();
        });
    }

    void set(byte[] key, byte[] value) {
        write(() -> {
            state.writes().set(key, value);
            watches.written(key, Keys.after(key), value);
        });
    }

    void mutate(MutationKind kind, byte[] key, byte[] param) {
        write(() -> {
            byte[] written =
                    state.writes().mutate(kind, key, param, state.snapshot().versionIfTaken());
            watches.writtenUnknown(written);
        });
    }

    void clear(byte[] key) {
        write(() -> {
            state.writes().clear(key);
            watches.written(key, Keys.after(key), null);
        });
    }

    void clear(byte[] begin, byte[] end) {
        write(() -> {
            state.writes().clear(begin, end);
            watches.written(begin, end, null);
        });
    }

    void addWriteConflictRange(byte[] begin, byte[] end) {
        write(() -> state.writes().addConflict(begin, end));
    }

    void addReadConflictRange(byte[] begin, byte[] end) {
        write(() -> {
            byte[] readableEnd = state.settings().readableEnd();
            boolean readable = !Keys.less(readableEnd, begin) && !Keys.less(readableEnd, end);
            boolean metadataVersion = Arrays.equals(begin, Keys.METADATA_VERSION)
                    && Arrays.equals(end, Keys.after(Keys.METADATA_VERSION));
            if (!readable && !metadataVersion) {
                throw FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception();
            }
            KeyRange range = new KeyRange(WriteBuffer.cut(begin), WriteBuffer.cut(end));
            state.reads().addConflict(state.writes().view(), range);
        });
    }

    void chooseReadVersion(long version) {
        write(() -> state.snapshot().choose(version));
    }

    /** Returns the read version, taking one if none has been taken. */
    CompletableFuture<Long> readVersion() {
        synchronized (state) {
            try {
                state.checkNotDeferred();
                state.checkNotEnded();
                return CompletableFuture.completedFuture(state.snapshot().version());
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }

    /** Watches a key from the commit of this attempt on. */
    CompletableFuture<Void> watch(byte[] key) {
        Watch watch = new Watch(key, executor);
        synchronized (state) {
            try {
                state.check();
                if (state.settings().readYourWritesDisabled()) {
                    throw FdbError.WATCHES_DISABLED.exception();
                }
                state.checkReadableKey(key);
                if (key.length > WriteBuffer.maxKeyBytes(key)) {
                    throw FdbError.KEY_TOO_LARGE.exception();
                }
                engine.watches().admit(watch);
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            watches.add(watch);
        }
        reads.readForWatch(watch).whenComplete((value, error) -> {
            if (error == null) {
                watch.read(value);
            } else {
                abandon(watch, error);
            }
        });
        return watch.future();
    }

    private void abandon(Watch watch, Throwable error) {
        synchronized (state) {
            watches.remove(watch);
        }
        watch.future().completeExceptionally(error);
    }

    /** Commits, once every read under way is over. */
    CompletableFuture<Void> commit() {
        return failAtDeadline(commit.start());
    }

    /** As {@link #commit}, by a caller that waits for it at once. */
    CompletableFuture<Void> commitAndLead() {
        return failAtDeadline(commit.startAndLead());
    }

    private CompletableFuture<Void> failAtDeadline(CompletableFuture<Void> result) {
        if (!result.isDone()) {
            engine.failAtDeadline(this, state.settings().timeout(), state.startedNanos());
        }
        return result;
    }

    long committedVersion() {
        return commit.committedVersion();
    }

    List<KeyRange> conflictingKeys() {
        return commit.conflictingKeys();
    }

    CompletableFuture<byte[]> versionstamp() {
        return commit.versionstamp();
    }

    CompletableFuture<Long> approximateSize() {
        synchronized (state) {
            try {
                state.check();
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            return CompletableFuture.completedFuture(
                    state.writes().size() + state.reads().size());
        }
    }

    /** First key that this attempt may not read. */
    byte[] readableEnd() {
        synchronized (state) {
            return state.settings().readableEnd();
        }
    }

    /** The snapshot that this attempt reads. */
    LazySnapshot snapshot() {
        return state.snapshot();
    }
}
