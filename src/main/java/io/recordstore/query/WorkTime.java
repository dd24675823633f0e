package io.recordstore.query;

import io.smallrye.mutiny.Uni;

/**
 * How long the server works for a query, page by page; what lies between the pages is the client's time. A page that is
 * cancelled counts as far as it came.
 */
final class WorkTime {
    private long nanos;
    private int pages;
    private long began;

    /** Counts the time that a page takes. Pages are read one after the other. */
    <T> Uni<T> of(Uni<T> page) {
        return Uni.createFrom().deferred(() -> {
            begin();
            return page.onTermination().invoke(this::end);
        });
    }

    private synchronized void begin() {
        pages++;
        began = System.nanoTime();
    }

    private synchronized void end() {
        nanos += sinceBegin();
        began = 0;
    }

    private long sinceBegin() {
        return began == 0 ? 0 : System.nanoTime() - began;
    }

    synchronized SlowQueries.Cost cost(long rows, long keyValuesRead) {
        return new SlowQueries.Cost(nanos + sinceBegin(), pages, rows, keyValuesRead);
    }
}
