package io.recordstore.fdb.embedded;

/** Where the engine has its time from; tests drive it by hand. */
@FunctionalInterface
public interface TimeSource {
    /** The time source of the machine. */
    TimeSource SYSTEM = System::nanoTime;

    /** Nanoseconds since some fixed moment; never goes back. */
    long nanoTime();
}
