package io.recordstore.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Clients that call for a while, each on a thread of its own.
 *
 * <p>In a closed loop each calls again when it has been answered, which finds the greatest throughput. In an open loop calls
 * are due at a steady rate, whether or not earlier ones are answered, and a call's latency counts from when it was due: a
 * server that stalls is charged with every call that waited for it (no coordinated omission).
 *
 * @param clients how many
 * @param duration for how long, after a warm-up of a quarter of it that is not counted
 * @param rate calls a second that are due in an open loop; 0 for a closed loop
 */
public record Load(int clients, Duration duration, double rate) {
    private static final long MAX_LATENCY_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int DIGITS = 3;
    private static final int WARM_UP_PART = 4;

    /** One failure in so many answers is too many. */
    private static final int MOST_FAILED = 100;

    /** As fast as calls are answered. */
    public static Load closed(int clients, Duration duration) {
        return new Load(clients, duration, 0);
    }

    /** At a rate, by so many clients at most. */
    public static Load open(int clients, Duration duration, double rate) {
        return new Load(clients, duration, rate);
    }

    /**
     * @param calls gives each client, from 0, its call
     * @param processes of the server, for its processor time
     */
    public Latencies run(IntFunction<Call> calls, Processes processes) throws InterruptedException {
        Run warmUp = new Run(duration.dividedBy(WARM_UP_PART), 0);
        warmUp.run(calls);
        Run run = new Run(duration, warmUp.next.get());
        double cpuBefore = processes.cpuSeconds();
        run.run(calls);
        double cpu = processes.cpuSeconds() - cpuBefore;
        return new Latencies(run.all(), run.seconds(), cpu, processes.residentMegabytes(), run.leastShare());
    }

    private final class Run {
        private final long nanos;
        private final AtomicLong next;
        private final long first;
        private final List<Client> started = new ArrayList<>();
        private final AtomicLong failures = new AtomicLong();
        private final AtomicReference<Exception> firstFailure = new AtomicReference<>();
        private volatile long begin;
        private volatile long ended;

        Run(Duration time, long first) {
            this.nanos = time.toNanos();
            this.first = first;
            this.next = new AtomicLong(first);
        }

        void run(IntFunction<Call> calls) throws InterruptedException {
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 0; i < clients; i++) {
                Client client = new Client(calls.apply(i), start);
                started.add(client);
                client.start();
            }
            begin = System.nanoTime();
            start.countDown();
            for (Client client : started) {
                client.join();
            }
            ended = System.nanoTime();
            requireThatMostSucceeded();
        }

        /** A run of half an hour does not end with one call that a server refused; what it measures must be answers. */
        private void requireThatMostSucceeded() {
            long answered = all().getTotalCount();
            if (failed() * MOST_FAILED > answered) {
                throw new IllegalStateException(
                        failed() + " calls failed and " + answered + " were answered", firstFailure.get());
            }
            if (failed() > 0) {
                System.out.println("      " + failed() + " calls failed, the first with " + firstFailure.get());
            }
        }

        long failed() {
            return failures.get();
        }

        double seconds() {
            return (ended - begin) / 1e9;
        }

        Histogram all() {
            Histogram all = new Histogram(MAX_LATENCY_NANOS, DIGITS);
            started.forEach(client -> all.add(client.latencies));
            return all;
        }

        /** The calls of the client that got the fewest, as a part of the mean. */
        double leastShare() {
            long least = started.stream()
                    .mapToLong(client -> client.latencies.getTotalCount())
                    .min()
                    .orElse(0);
            return least * (double) clients / Math.max(1, all().getTotalCount());
        }

        private final class Client extends Thread {
            private final Histogram latencies = new Histogram(MAX_LATENCY_NANOS, DIGITS);
            private final Call call;
            private final CountDownLatch start;

            Client(Call call, CountDownLatch start) {
                this.call = call;
                this.start = start;
            }

            @Override
            public void run() {
                try {
                    start.await();
                    callUntilTheEnd();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            private void callUntilTheEnd() {
                while (true) {
                    long number = next.getAndIncrement();
                    long due = due(number);
                    if (due - begin >= nanos) {
                        return;
                    }
                    try {
                        call.run(number);
                        latencies.recordValue(Math.min(MAX_LATENCY_NANOS, System.nanoTime() - due));
                    } catch (Exception e) {
                        failures.incrementAndGet();
                        firstFailure.compareAndSet(null, e);
                    }
                }
            }

            /** When a call is due; in an open loop waits for it. */
            private long due(long number) {
                if (rate == 0) {
                    return System.nanoTime();
                }
                long due = begin + (long) ((number - first) * 1e9 / rate);
                for (long wait = due - System.nanoTime(); wait > 0 && due - begin < nanos; ) {
                    LockSupport.parkNanos(wait);
                    wait = due - System.nanoTime();
                }
                return due;
            }
        }
    }
}
