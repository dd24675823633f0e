package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The watches whose transactions have committed. A watch is entered first and compared with the database after, so no
 * change falls between the two.
 *
 * <p>Invariant: {@code outstanding} counts the watches asked for and not yet done, active or still waiting for their
 * transaction. A key's watches are a list that is never altered but replaced: the map says of two who change a key's entry at
 * once only that neither overwrites what the other put, and may ask either again.
 */
final class Watches {
    private final ConcurrentSkipListMap<byte[], List<Watch>> active = new ConcurrentSkipListMap<>(Keys.ORDER);
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile int limit = Limits.OUTSTANDING_WATCHES;

    /** Sets how many watches may be outstanding. */
    void limit(int newLimit) {
        limit = newLimit;
    }

    /** Counts one more watch until it is done; fails with 1032 when there are too many. */
    void admit(Watch watch) {
        if (outstanding.incrementAndGet() > limit) {
            outstanding.decrementAndGet();
            throw FdbError.TOO_MANY_WATCHES.exception();
        }
        watch.future().whenComplete((done, error) -> {
            outstanding.decrementAndGet();
            remove(watch);
        });
    }

    /** Lets a watch notice changes from here on. */
    void activate(Watch watch) {
        active.merge(watch.key(), List.of(watch), Watches::with);
        if (watch.future().isDone()) {
            remove(watch);
        }
    }

    private static List<Watch> with(List<Watch> watches, List<Watch> more) {
        List<Watch> all = new ArrayList<>(watches);
        all.addAll(more);
        return all;
    }

    private void remove(Watch watch) {
        active.computeIfPresent(watch.key(), (key, watches) -> without(watches, watch));
    }

    /** Null when there are no others. */
    private static List<Watch> without(List<Watch> watches, Watch watch) {
        List<Watch> others = watches.stream().filter(other -> other != watch).toList();
        return others.isEmpty() ? null : others;
    }

    /** Compares every active watch on a key that a batch has written. */
    void changed(BatchOverlay batch) {
        if (active.isEmpty()) {
            return;
        }
        batch.writes().forEach((key, value) -> {
            List<Watch> watches = active.get(key);
            if (watches != null) {
                watches.forEach(watch -> watch.check(value));
            }
        });
        for (KeyRange range : batch.clears().toList()) {
            active.subMap(range.begin(), range.end())
                    .forEach((key, watches) -> watches.forEach(watch -> watch.check(batch.get(key))));
        }
    }

    /** Fails every active watch. */
    void failAll(FdbError error) {
        active.values().forEach(watches -> watches.forEach(watch -> watch.fail(error)));
    }
}
