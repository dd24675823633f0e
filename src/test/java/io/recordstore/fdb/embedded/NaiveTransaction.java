package io.recordstore.fdb.embedded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One transaction on a {@link NaiveDatabase}: a log of writes, replayed over a copy for every read. */
final class NaiveTransaction {
    /** One write to one key; a null kind clears it. */
    record Write(String key, MutationKind kind, byte[] param) {}

    private final NaiveDatabase database;
    private final List<Write> log = new ArrayList<>();
    private final Set<String> reads = new HashSet<>();
    private final Set<String> writes = new HashSet<>();
    private final Set<String> unreadable = new HashSet<>();
    private final Set<String> independent = new HashSet<>();
    private TreeMap<String, byte[]> snapshot;
    private int readVersion = -1;
    private boolean nextWithoutConflict;
    private FdbError deferred;
    private boolean cancelled;
    private boolean readUnreadable;

    NaiveTransaction(NaiveDatabase database) {
        this.database = database;
    }

    void takeReadVersion() {
        if (snapshot == null) {
            snapshot = new TreeMap<>(database.content);
            readVersion = database.version();
        }
    }

    void cancel() {
        cancelled = true;
    }

    /** Notes the error of a bad write, which answers everything from here on unless another does already. */
    void defer(FdbError error) {
        if (deferred == null) {
            deferred = error;
        }
    }

    /** The error that answers everything, or null. */
    FdbError failure() {
        return deferred == null && cancelled ? FdbError.TRANSACTION_CANCELLED : deferred;
    }

    void withoutConflict() {
        nextWithoutConflict = true;
    }

    private boolean takeAddsConflict() {
        boolean adds = !nextWithoutConflict;
        nextWithoutConflict = false;
        return adds;
    }

    void write(String key, MutationKind kind, byte[] param) {
        boolean adds = takeAddsConflict();
        if (failure() != null) {
            return;
        }
        log.add(new Write(key, kind, param));
        if (adds) {
            writes.add(key);
        }
        if (!kind.isDependent()) {
            independent.add(key);
        }
        if (kind.isVersionstamped()) {
            unreadable.add(key);
        }
    }

    /** Writes under a key that the stamp completes. It conflicts whatever the options say. */
    void writeStamped(byte[] value) {
        takeAddsConflict();
        if (failure() == null) {
            log.add(new Write(NaiveDatabase.STAMPED, MutationKind.SET_VERSIONSTAMPED_KEY, value));
            writes.add(NaiveDatabase.STAMPED);
            unreadable.add(NaiveDatabase.STAMPED);
        }
    }

    /** Clears keys and gaps. */
    void clear(List<String> places) {
        boolean adds = takeAddsConflict();
        if (failure() != null) {
            return;
        }
        for (String place : places) {
            log.add(new Write(place, null, null));
            independent.add(place);
            unreadable.remove(place);
            if (adds) {
                writes.add(place);
            }
        }
    }

    void conflictRead(List<String> keys) {
        if (failure() == null) {
            keys.stream().filter(key -> !independent.contains(key)).forEach(reads::add);
        }
    }

    void conflictWrite(List<String> keys) {
        if (failure() == null) {
            writes.addAll(keys);
        }
    }

    /** The content as this transaction sees it; a stamp is filled in where there is one. */
    private TreeMap<String, byte[]> replay(TreeMap<String, byte[]> base, byte[] stamp) {
        TreeMap<String, byte[]> content = new TreeMap<>(base);
        for (Write write : log) {
            byte[] value;
            if (write.kind == MutationKind.SET_VERSIONSTAMPED_KEY) {
                if (stamp != null) {
                    content.put(write.key + new String(stamp, StandardCharsets.ISO_8859_1), write.param);
                }
                continue;
            }
            if (write.kind == null) {
                value = null;
            } else if (write.kind == MutationKind.SET_VERSIONSTAMPED_VALUE) {
                value = stamp == null ? new byte[0] : Versionstamps.resolve(write.param, stamp);
            } else {
                value = AtomicArithmetic.apply(write.kind, content.get(write.key), write.param);
            }
            if (value == null) {
                content.remove(write.key);
            } else {
                content.put(write.key, value);
            }
        }
        return content;
    }

    /** Returns the value, or fails like the engine does. */
    byte[] get(String key, boolean isSnapshot) {
        checkReadable(key);
        if (!isSnapshot) {
            conflictRead(List.of(key));
        }
        return replay(snapshot, null).get(key);
    }

    private void checkReadable(String key) {
        if (unreadable.contains(key)) {
            readUnreadable = true;
            throw FdbError.ACCESSED_UNREADABLE.exception();
        }
    }

    /** Returns the pairs between two keys, up to a limit, in the order of the read. */
    Map<String, byte[]> getRange(String begin, String end, int limit, boolean reverse, boolean isSnapshot) {
        TreeMap<String, byte[]> content = replay(snapshot, null);
        List<String> keys = new ArrayList<>(database.between(begin, end));
        if (reverse) {
            Collections.reverse(keys);
        }
        Map<String, byte[]> found = new LinkedHashMap<>();
        List<String> looked = new ArrayList<>();
        for (String key : keys) {
            if (limit > 0 && found.size() == limit) {
                break;
            }
            checkReadable(key);
            looked.add(key);
            byte[] value = content.get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        if (!isSnapshot) {
            conflictRead(looked);
        }
        return found;
    }

    /** Whether a selector may be resolved without a rule that the model does not know. */
    boolean isPlain() {
        return unreadable.isEmpty() && log.stream().noneMatch(write -> write.kind == MutationKind.COMPARE_AND_CLEAR);
    }

    /** Resolves a selector; null when it runs off the end, the empty key when off the front. */
    String getKey(String base, boolean orEqual, int offset, boolean isSnapshot) {
        List<String> keys = new ArrayList<>(replay(snapshot, null).keySet());
        int at = 0;
        while (at < keys.size()
                && (keys.get(at).compareTo(base) < 0 || orEqual && keys.get(at).equals(base))) {
            at++;
        }
        int index = at + offset - 1;
        String found = index < 0 ? "" : index >= keys.size() ? null : keys.get(index);
        if (!isSnapshot) {
            conflictSelector(base, orEqual, offset, found);
        }
        return found;
    }

    private void conflictSelector(String base, boolean orEqual, int offset, String found) {
        String border = orEqual ? base + "\0" : base;
        String last = found == null ? "\u00ff" : found;
        if (last.startsWith(NaiveDatabase.STAMPED)) {
            conflictRead(database.between(border, NaiveDatabase.STAMPED));
        } else {
            conflictRead(offset <= 0 ? database.between(last, border) : database.between(border, last + "\0"));
        }
    }

    boolean isReadOnly() {
        return log.isEmpty() && writes.isEmpty();
    }

    /** The error that a commit now answers, or null. */
    FdbError commitFailure() {
        if (failure() != null) {
            return failure();
        }
        if (readUnreadable) {
            return FdbError.ACCESSED_UNREADABLE;
        }
        boolean conflict = !isReadOnly() && readVersion >= 0 && database.writtenSince(readVersion, reads);
        return conflict ? FdbError.NOT_COMMITTED : null;
    }

    void commit(byte[] stamp) {
        database.commit(replay(database.content, stamp), writes);
    }
}
