package io.recordstore.fdb.embedded;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The reads of one attempt. Each sees the writes that were made before it was asked for, reads the storage without any
 * lock, and then adds its conflicts. It is done by the calling thread if that may block, else by the engine's read
 * threads, with its future completed on the transaction's executor. The lock is that of {@link AttemptState}.
 */
final class AttemptReads {
    private final Engine engine;
    private final AttemptState state;
    private final OwnWatches watches;
    private final Executor executor;

    AttemptReads(Engine engine, AttemptState state, OwnWatches watches, Executor executor) {
        this.engine = engine;
        this.state = state;
        this.watches = watches;
        this.executor = executor;
    }

    /** Reads one key. */
    CompletableFuture<byte[]> get(byte[] key, boolean isSnapshot) {
        ReadView view;
        synchronized (state) {
            try {
                state.check();
                state.checkReadableKey(key);
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            if (key.length > WriteBuffer.maxKeyBytes(key)) {
                return CompletableFuture.completedFuture(null);
            }
            view = start(isSnapshot);
        }
        KeyRange range = new KeyRange(key.clone(), Keys.after(key));
        return read(() -> {
            byte[] value = view.get(range.begin());
            note(view, isSnapshot ? null : range, range);
            return value;
        });
    }

    /** Resolves a key selector; {@code baseKey} is the key that the caller gave. */
    CompletableFuture<byte[]> getKey(Selector selector, byte[] baseKey, boolean isSnapshot) {
        ReadView view;
        synchronized (state) {
            try {
                state.check();
                checkReadableBorder(baseKey);
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            view = start(isSnapshot);
        }
        return read(() -> {
            byte[] key = selector.offset() == 1 || view.writes() == WriteView.NONE
                    ? new RangeReader(view).key(selector)
                    : counting(view, segments -> SelectorRead.key(view, segments, selector));
            note(view, isSnapshot ? null : ReadConflict.ofKey(selector, key), null);
            return key.clone();
        });
    }

    /** Reads one chunk of a range. */
    CompletableFuture<RangeChunk> getRange(
            Selector begin, Selector end, RangeLimits limits, boolean isSnapshot, boolean reverse) {
        ReadView view;
        synchronized (state) {
            try {
                state.check();
                checkReadableBorder(begin.key());
                checkReadableBorder(end.key());
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            if (begin.offset() >= end.offset() && !Keys.less(begin.key(), end.key())) {
                return CompletableFuture.completedFuture(RangeChunk.EMPTY);
            }
            view = start(isSnapshot);
        }
        return read(() -> {
            boolean counts = begin.offset() != 1 || end.offset() != 1;
            RangeChunk chunk = counts && view.writes() != WriteView.NONE
                    ? counting(view, segments -> countingRead(view, segments, begin, end, limits, reverse))
                    : plainRead(view, begin, end, limits, reverse);
            KeyRange conflict = reverse
                    ? ReadConflict.ofBackward(begin, end, chunk, view.end())
                    : ReadConflict.ofForward(begin, end, chunk, view.end());
            note(view, isSnapshot ? null : conflict, counts ? null : knownAfter(begin, end, chunk, reverse));
            return chunk;
        });
    }

    /** Does a read that sees and adds nothing of the transaction. */
    <T> CompletableFuture<T> readBeside(Supplier<T> read) {
        synchronized (state) {
            try {
                state.check();
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return read(read);
    }

    /** Reads the value that a watch compares with; a failure is the watch's alone and does not fail the commit. */
    CompletableFuture<byte[]> readForWatch(Watch watch) {
        ReadView view;
        synchronized (state) {
            view = state.view(false);
        }
        return read(
                () -> {
                    byte[] value = view.get(watch.key());
                    watches.noteRead(watch, view.writes());
                    return value;
                },
                failure -> {});
    }

    private ReadView start(boolean isSnapshot) {
        engine.reads().increment();
        watches.addConflicts();
        return state.view(isSnapshot);
    }

    /** A border may be the end of what is readable; one byte longer where a selector includes it. */
    private void checkReadableBorder(byte[] border) {
        byte[] readableEnd = state.settings().readableEnd();
        if (Keys.less(readableEnd, border) && !Keys.isAfter(readableEnd, border)) {
            throw FdbError.KEY_OUTSIDE_LEGAL_RANGE.exception();
        }
    }

    private static RangeChunk plainRead(
            ReadView view, Selector begin, Selector end, RangeLimits limits, boolean reverse) {
        RangeReader reader = new RangeReader(view);
        return reverse ? reader.backward(begin, end, limits) : reader.forward(begin, end, limits);
    }

    private static KeyRange knownAfter(Selector begin, Selector end, RangeChunk chunk, boolean reverse) {
        if (!chunk.more()) {
            return new KeyRange(begin.key(), end.key());
        }
        byte[] last = chunk.last().getKey();
        return reverse ? new KeyRange(last.clone(), end.key()) : new KeyRange(begin.key(), Keys.after(last));
    }

    private static RangeChunk countingRead(
            ReadView view, KnownSegments segments, Selector begin, Selector end, RangeLimits limits, boolean reverse) {
        return reverse
                ? new BackwardSelectorRead(view, segments, limits).read(begin, end)
                : new ForwardSelectorRead(view, segments, limits).read(begin, end);
    }

    /** Does a read over what this attempt knows, and adds to that what the read brings. */
    private <T> T counting(ReadView view, Function<KnownSegments, T> read) {
        List<KeyRange> soFar;
        synchronized (state) {
            soFar = state.reads().known();
        }
        try (KnownSegments segments = new KnownSegments(view, soFar)) {
            try {
                return read.apply(segments);
            } finally {
                synchronized (state) {
                    segments.learned().forEach(state.reads()::learn);
                }
            }
        }
    }

    private void note(ReadView view, KeyRange conflict, KeyRange known) {
        synchronized (state) {
            if (conflict != null) {
                state.reads().addConflict(view.writes(), conflict);
            }
            if (known != null) {
                state.reads().learn(known);
            }
        }
    }

    private <T> CompletableFuture<T> read(Supplier<T> read) {
        return read(read, state::noteReadFailure);
    }

    private <T> CompletableFuture<T> read(Supplier<T> read, Consumer<RuntimeException> onFailure) {
        if (!engine.mayBlock()) {
            return readElsewhere(read, onFailure);
        }
        try {
            return CompletableFuture.completedFuture(read.get());
        } catch (RuntimeException e) {
            onFailure.accept(e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletableFuture<T> readElsewhere(Supplier<T> read, Consumer<RuntimeException> onFailure) {
        CompletableFuture<T> future = new CompletableFuture<>();
        synchronized (state) {
            state.pending().add(future);
        }
        engine.readExecutor().execute(() -> {
            try {
                T value = read.get();
                finish(future, () -> future.complete(value));
            } catch (RuntimeException e) {
                onFailure.accept(e);
                finish(future, () -> future.completeExceptionally(e));
            }
        });
        return future;
    }

    private void finish(CompletableFuture<?> future, Runnable completion) {
        synchronized (state) {
            state.pending().remove(future);
        }
        executor.execute(completion);
    }
}
