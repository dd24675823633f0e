package io.recordstore.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.Consumer;

/** The processor time of work in this process, on one thread. */
public final class CpuTime {
    private static final int CALLS_BETWEEN_LOOKS = 100;
    private static final int WARM_UP_PART = 4;

    private CpuTime() {}

    /**
     * @param duration for how long it is done, after a warm-up of a quarter of that
     * @return microseconds of each time
     */
    public static <T> double micros(Duration duration, T argument, Consumer<T> work) {
        measure(duration.dividedBy(WARM_UP_PART), argument, work);
        return measure(duration, argument, work);
    }

    private static <T> double measure(Duration duration, T argument, Consumer<T> work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + duration.toNanos();
        long begin = threads.getCurrentThreadCpuTime();
        long calls = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < CALLS_BETWEEN_LOOKS; i++) {
                work.accept(argument);
            }
            calls += CALLS_BETWEEN_LOOKS;
        }
        return (threads.getCurrentThreadCpuTime() - begin) / 1e3 / calls;
    }
}
