package io.recordstore.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a server's process and those that it started use, as {@code /proc} has it (proc(5)). */
public final class Processes {
    /** What /proc counts in: USER_HZ, 100 on every Linux that runs Java. */
    private static final double TICKS_PER_SECOND = 100;

    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    /** Fields of {@code /proc/<pid>/stat} after the name, from 0: utime, stime, cutime, cstime. */
    private static final int FIRST_TIME = 11;

    private static final int TIMES = 4;

    /** None: what is measured runs in this process, whose work is not told apart. */
    public static final Processes NONE = new Processes(null);

    private final ProcessHandle server;

    /** @param server the process that was started */
    public Processes(ProcessHandle server) {
        this.server = server;
    }

    private List<Long> ids() {
        return server == null
                ? List.of()
                : Stream.concat(Stream.of(server), server.descendants())
                        .map(ProcessHandle::pid)
                        .toList();
    }

    /** User and system time of all of them, with those that have ended. */
    public double cpuSeconds() {
        return ids().stream().mapToLong(Processes::ticks).sum() / TICKS_PER_SECOND;
    }

    private static long ticks(long pid) {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long sum = 0;
        for (int i = 0; i < TIMES; i++) {
            sum += Long.parseLong(fields[FIRST_TIME + i]);
        }
        return sum;
    }

    /** Of one process its VmRSS; of several the sum of their Pss, which counts what they share once. */
    public double residentMegabytes() {
        List<Long> ids = ids();
        double kilobytes = ids.size() == 1
                ? kilobytes(read(ids.get(0), "status"), "VmRSS:")
                : ids.stream()
                        .mapToDouble(id -> kilobytes(read(id, "smaps_rollup"), "Pss:"))
                        .sum();
        return kilobytes / KILOBYTES_PER_MEGABYTE;
    }

    private static double kilobytes(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (NoSuchFileException ended) {
            return "";
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc", Long.toString(pid)))) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }
}
