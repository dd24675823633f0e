package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A model of the database that is too simple to be wrong: whole copies for snapshots, single keys for conflicts. */
final class NaiveDatabase {
    /** A key and this is the gap behind the key: it sorts after the key and before every other. */
    private static final String GAP = "\0";

    /** What stamped keys start with, and the name of the one place where all of them are: behind every other key. */
    static final String STAMPED = "~";

    /** Every key that programs use, in order, each followed by a name for the gap behind it, where no key ever is. */
    private final TreeSet<String> universe;

    final TreeMap<String, byte[]> content = new TreeMap<>();
    private final List<Set<String>> committedWrites = new ArrayList<>();

    NaiveDatabase(List<String> keys) {
        this.universe = new TreeSet<>();
        universe.add(STAMPED);
        for (String key : keys) {
            universe.add(key);
            universe.add(key + GAP);
        }
    }

    int version() {
        return committedWrites.size();
    }

    boolean writtenSince(int version, Set<String> keys) {
        return committedWrites.subList(version, version()).stream()
                .anyMatch(written -> written.stream().anyMatch(keys::contains));
    }

    void commit(TreeMap<String, byte[]> after, Set<String> written) {
        content.clear();
        content.putAll(after);
        committedWrites.add(new HashSet<>(written));
    }

    /** The keys and gaps from one border up to, not including, another. */
    List<String> between(String begin, String end) {
        return begin.compareTo(end) >= 0 ? List.of() : List.copyOf(universe.subSet(begin, end));
    }
}
