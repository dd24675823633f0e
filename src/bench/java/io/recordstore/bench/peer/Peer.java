package io.recordstore.bench.peer;

import io.recordstore.bench.load.Processes;

/** A server that was started for the benchmark, or work that stands for one. */
public interface Peer extends AutoCloseable {
    /** What it is called in reports. */
    String name();

    /** Whose processor time and memory are its own. */
    Processes processes();

    /** What one client calls it through. */
    Session session(int client);

    /** Stops it and deletes what it stored. */
    @Override
    void close();

    /** Kills it with SIGKILL and starts it anew; returns when it takes connections. */
    default void restartAfterKill() {
        throw new UnsupportedOperationException(name() + " is not a server of its own");
    }
}
