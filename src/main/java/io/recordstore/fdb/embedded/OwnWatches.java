package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The watches of one attempt until it commits: they fire on its own writes, and their reads conflict like others. The
 * lock is that of {@link AttemptState}.
 */
final class OwnWatches {
    private record WatchRead(WriteView seen, long readsBefore) {}

    private final AttemptState state;
    private final LongAdder allReads;
    private final List<Watch> watches = new ArrayList<>();
    private final Map<Watch, WatchRead> waiting = new LinkedHashMap<>();

    /**
     * Starts without any.
     *
     * @param allReads how many reads all transactions have asked for
     */
    OwnWatches(AttemptState state, LongAdder allReads) {
        this.state = state;
        this.allReads = allReads;
    }

    void add(Watch watch) {
        watches.add(watch);
    }

    void remove(Watch watch) {
        watches.remove(watch);
    }

    /** Returns all and forgets them. */
    List<Watch> takeAll() {
        List<Watch> taken = List.copyOf(watches);
        watches.clear();
        return taken;
    }

    /**
     * Adds the conflict of a watch's read, at once if its key was read before. Else the read would be under way in a
     * cluster, and a write of this transaction that fires the watch whatever is read, with nothing read in between, calls
     * it off before it conflicts; so the conflict waits for the next read or such a write.
     */
    void noteRead(Watch watch, WriteView seen) {
        synchronized (state) {
            KeyRange range = new KeyRange(watch.key(), Keys.after(watch.key()));
            if (state.reads().isKnown(watch.key())) {
                state.reads().addConflict(seen, range);
            } else {
                waiting.put(watch, new WatchRead(seen, allReads.sum()));
            }
            state.reads().learn(range);
        }
    }

    /** Adds the conflicts that wait. */
    void addConflicts() {
        if (!waiting.isEmpty()) {
            waiting.forEach(this::addConflict);
            waiting.clear();
        }
    }

    private void addConflict(Watch watch, WatchRead read) {
        state.reads().addConflict(read.seen(), new KeyRange(watch.key(), Keys.after(watch.key())));
    }

    /** Notes a write of a known value, null for a clear, to the keys of a range. */
    void written(byte[] begin, byte[] end, byte[] value) {
        for (Watch watch : within(begin, end)) {
            if (watch.written(value)) {
                callOffRead(watch);
            }
        }
    }

    /** Notes a write whose value is not known before the commit. */
    void writtenUnknown(byte[] key) {
        for (Watch watch : within(key, Keys.after(key))) {
            callOffRead(watch);
            watch.fire();
        }
    }

    private List<Watch> within(byte[] begin, byte[] end) {
        if (watches.isEmpty()) {
            return List.of();
        }
        return watches.stream()
                .filter(watch -> !Keys.less(watch.key(), begin) && Keys.less(watch.key(), end))
                .toList();
    }

    private void callOffRead(Watch fired) {
        WatchRead read = waiting.remove(fired);
        if (read != null && allReads.sum() != read.readsBefore()) {
            addConflict(fired, read);
        }
    }
}
