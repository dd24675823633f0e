package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/** Runs tasks one at a time in an order that a seed decides. Time passes only when it says so. */
final class SeededScheduler implements Executor {
    private static final long MAX_STEP_NANOS = 2_000_000;

    private final Random random;
    private final List<Runnable> tasks = new ArrayList<>();
    private long nanos = 1;

    SeededScheduler(Random random) {
        this.random = random;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** The time as this scheduler has it. */
    long nanoTime() {
        return nanos;
    }

    /** Runs one of the waiting tasks; false when there is none. */
    boolean runOne() {
        nanos += random.nextLong(MAX_STEP_NANOS);
        if (tasks.isEmpty()) {
            return false;
        }
        tasks.remove(random.nextInt(tasks.size())).run();
        return true;
    }

    /** Runs tasks until none is left. */
    void runAll() {
        while (runOne()) {
            // Each call runs one.
        }
    }
}
