package io.recordstore.schema;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Something that was done on a thread with a stack of 256 kB. */
public final class LittleStack {
    private static final int STACK_BYTES = 256 << 10;

    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final AtomicLong processorNanos = new AtomicLong();

    /** Does it, and waits for its end. */
    public LittleStack(Runnable action) {
        Thread thread = new Thread(null, () -> run(action), "little-stack", STACK_BYTES);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            thrown.set(e);
        } finally {
            processorNanos.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        }
    }

    /** What it failed with; null when it did not. */
    public Throwable thrown() {
        return thrown.get();
    }

    /** How long the processor worked on it. */
    public Duration processorTime() {
        return Duration.ofNanos(processorNanos.get());
    }
}
