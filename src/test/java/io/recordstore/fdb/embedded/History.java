package io.recordstore.fdb.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What transactions did, and whether some serial order explains it. The order to try is given: that of the versionstamps
 * for writers, the read version for readers. Strict serialisability then means that every transaction read exactly what
 * the ones before it left, and that no transaction stands before one that was over when it began.
 */
public final class History {
    /**
     * One committed transaction.
     *
     * @param begun when it began, by a counter that all transactions share
     * @param ended when its commit was answered
     * @param readVersion the version that it read
     * @param stamp its versionstamp, or null when it wrote nothing
     * @param reads what it found, null for an absent key
     * @param writes what it left
     */
    public record Committed(
            long begun,
            long ended,
            long readVersion,
            byte[] stamp,
            Map<String, String> reads,
            Map<String, String> writes) {}

    private final List<Committed> transactions = new ArrayList<>();

    public synchronized void add(Committed transaction) {
        transactions.add(transaction);
    }

    public synchronized int size() {
        return transactions.size();
    }

    /** Returns what no serial order explains, if there is anything. */
    public synchronized Optional<String> violation() {
        List<Committed> writers = transactions.stream()
                .filter(transaction -> transaction.stamp != null)
                .sorted(Comparator.comparing(Committed::stamp, Keys.ORDER))
                .toList();
        Optional<String> order = orderViolation(writers);
        return order.isPresent() ? order : replayViolation(writers);
    }

    private Optional<String> orderViolation(List<Committed> writers) {
        long latestBegun = Long.MIN_VALUE;
        for (int i = 0; i < writers.size(); i++) {
            Committed writer = writers.get(i);
            if (i > 0 && !Keys.less(writers.get(i - 1).stamp, writer.stamp)) {
                return Optional.of("two transactions have the stamp " + hex(writer));
            }
            if (writer.ended < latestBegun) {
                return Optional.of(
                        "a transaction that was over before another began has the later stamp " + hex(writer));
            }
            latestBegun = Math.max(latestBegun, writer.begun);
        }
        return Optional.empty();
    }

    private static String hex(Committed transaction) {
        return HexFormat.of().formatHex(transaction.stamp);
    }

    private Optional<String> replayViolation(List<Committed> writers) {
        List<Committed> readers = new ArrayList<>(transactions.stream()
                .filter(transaction -> transaction.stamp == null)
                .sorted(Comparator.comparingLong(Committed::readVersion))
                .toList());
        TreeMap<String, String> state = new TreeMap<>();
        int nextReader = 0;
        for (Committed writer : writers) {
            long version = ByteBuffer.wrap(writer.stamp).getLong();
            while (nextReader < readers.size() && readers.get(nextReader).readVersion < version) {
                Optional<String> torn = readViolation(readers.get(nextReader++), state, "a reader");
                if (torn.isPresent()) {
                    return torn;
                }
            }
            Optional<String> stale = readViolation(writer, state, "the writer " + hex(writer));
            if (stale.isPresent()) {
                return stale;
            }
            writer.writes.forEach(state::put);
        }
        return readers.subList(nextReader, readers.size()).stream()
                .map(reader -> readViolation(reader, state, "a late reader"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> readViolation(Committed transaction, Map<String, String> state, String who) {
        return transaction.reads.entrySet().stream()
                .filter(read -> !Objects.equals(read.getValue(), state.get(read.getKey())))
                .map(read -> who + " at " + transaction.readVersion + " found " + read + " where it was "
                        + state.get(read.getKey()))
                .findFirst();
    }
}
