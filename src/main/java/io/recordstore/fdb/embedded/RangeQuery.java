package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncIterator;
import com.apple.foundationdb.async.AsyncUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A range read that brings its pairs chunk by chunk, as large as the streaming mode says. The first chunk is read when
 * the iterator is made, every other when it is asked for.
 */
final class RangeQuery implements AsyncIterable<KeyValue> {
    /** Reads one chunk, and clears a key for {@link AsyncIterator#remove}. */
    interface Source {
        CompletableFuture<RangeChunk> read(Selector begin, Selector end, RangeLimits limits, boolean reverse);

        void clear(byte[] key);
    }

    private final Source source;
    private final Selector begin;
    private final Selector end;
    private final int rows;
    private final boolean reverse;
    private final StreamingMode mode;

    RangeQuery(Source source, Selector begin, Selector end, int rows, boolean reverse, StreamingMode mode) {
        this.source = source;
        this.begin = begin;
        this.end = end;
        this.rows = rows;
        this.reverse = reverse;
        this.mode = mode;
    }

    @Override
    public AsyncIterator<KeyValue> iterator() {
        return new Chunks(mode);
    }

    @Override
    public CompletableFuture<List<KeyValue>> asList() {
        StreamingMode wanted = mode;
        if (mode == StreamingMode.ITERATOR) {
            wanted = rows == 0 ? StreamingMode.WANT_ALL : StreamingMode.EXACT;
        }
        return new Chunks(wanted).collect(new ArrayList<>());
    }

    /**
     * The chunks of one pass over the range.
     *
     * <p>Lock: {@code this} guards the fields; reads are started while it is held.
     */
    private final class Chunks implements AsyncIterator<KeyValue> {
        private final StreamingMode chunkMode;
        private Selector from = begin;
        private Selector to = end;
        private int rowsLeft = rows;
        private int iteration;
        private CompletableFuture<Boolean> fetching;
        private List<KeyValue> chunk = List.of();
        private int index;
        private boolean last;
        private byte[] previousKey;
        private boolean cancelled;

        Chunks(StreamingMode chunkMode) {
            this.chunkMode = chunkMode;
            fetching = fetch();
        }

        private CompletableFuture<Boolean> fetch() {
            iteration++;
            RangeLimits limits;
            try {
                limits = RangeLimits.of(chunkMode, rowsLeft, iteration);
            } catch (EmbeddedFdbException e) {
                return CompletableFuture.failedFuture(e);
            }
            CompletableFuture<RangeChunk> read = source.read(from, to, limits, reverse);
            return read.isDone() && !read.isCompletedExceptionally()
                    ? known(accept(read.join()))
                    : read.thenApply(this::accept);
        }

        private static CompletableFuture<Boolean> known(boolean any) {
            return any ? AsyncUtil.READY_TRUE : AsyncUtil.READY_FALSE;
        }

        private synchronized boolean accept(RangeChunk result) {
            chunk = result.pairs();
            index = 0;
            last = !result.more() || chunk.isEmpty() || rows != 0 && chunk.size() >= rowsLeft;
            if (!chunk.isEmpty()) {
                rowsLeft = rows == 0 ? 0 : rowsLeft - chunk.size();
                byte[] reached = result.last().getKey().clone();
                if (reverse) {
                    to = Selector.firstAtOrAfter(reached);
                } else {
                    from = Selector.firstAtOrAfter(Keys.after(reached));
                }
            }
            return !chunk.isEmpty();
        }

        @Override
        public synchronized CompletableFuture<Boolean> onHasNext() {
            if (cancelled) {
                throw new CancellationException();
            }
            if (fetching.isDone() && !fetching.isCompletedExceptionally()) {
                if (index < chunk.size()) {
                    return known(true);
                }
                if (last) {
                    return known(false);
                }
                fetching = fetch();
            }
            return fetching;
        }

        @Override
        public boolean hasNext() {
            return hasPair() || onHasNext().join();
        }

        /** Whether a pair that was brought is left to give; none is while the next chunk is under way. */
        private synchronized boolean hasPair() {
            return !cancelled && index < chunk.size();
        }

        @Override
        public KeyValue next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            synchronized (this) {
                KeyValue pair = chunk.get(index++);
                previousKey = pair.getKey();
                return pair;
            }
        }

        @Override
        public synchronized void remove() {
            if (previousKey == null) {
                throw new IllegalStateException("No value has been fetched from database");
            }
            source.clear(previousKey);
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            fetching.cancel(true);
        }

        /** Gathers everything that is left; loops over chunks that are there already. */
        CompletableFuture<List<KeyValue>> collect(List<KeyValue> gathered) {
            while (true) {
                CompletableFuture<Boolean> ready = onHasNext();
                if (!ready.isDone()) {
                    return ready.thenCompose(any -> collect(gathered));
                }
                if (ready.isCompletedExceptionally()) {
                    return ready.thenApply(any -> gathered);
                }
                if (!ready.join()) {
                    return CompletableFuture.completedFuture(gathered);
                }
                takeChunk(gathered);
            }
        }

        private synchronized void takeChunk(List<KeyValue> gathered) {
            gathered.addAll(chunk.subList(index, chunk.size()));
            index = chunk.size();
        }
    }
}
