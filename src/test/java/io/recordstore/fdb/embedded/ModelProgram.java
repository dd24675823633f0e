package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A random program of interleaved transactions, run on a database and on the model at the same time. Everything must be
 * done when it is asked for, so the database's executors run tasks where they are.
 */
final class ModelProgram {
    private static final int TRANSACTIONS = 4;
    private static final int STEPS = 40;
    private static final List<String> UNIVERSE = IntStream.range(0, 14)
            .mapToObj(i -> String.valueOf((char) ('a' + i)))
            .toList();
    private static final MutationType[] ATOMICS = {
        MutationType.ADD,
        MutationType.BIT_AND,
        MutationType.BIT_OR,
        MutationType.BIT_XOR,
        MutationType.APPEND_IF_FITS,
        MutationType.MAX,
        MutationType.MIN,
        MutationType.BYTE_MIN,
        MutationType.BYTE_MAX,
        MutationType.COMPARE_AND_CLEAR
    };

    private final Random random;
    private final Database database;
    private final NaiveDatabase model = new NaiveDatabase(UNIVERSE);
    private final Transaction[] transactions = new Transaction[TRANSACTIONS];
    private final NaiveTransaction[] modelled = new NaiveTransaction[TRANSACTIONS];
    private byte[] lastStamp = new byte[Limits.VERSIONSTAMP_BYTES];

    ModelProgram(long seed, Database database) {
        this.random = new Random(seed);
        this.database = database;
    }

    /** Runs the program; fails with what differed. */
    void run() {
        for (int t = 0; t < TRANSACTIONS; t++) {
            renew(t);
        }
        fill();
        for (int i = 0; i < STEPS; i++) {
            step(random.nextInt(TRANSACTIONS));
        }
        for (int t = 0; t < TRANSACTIONS; t++) {
            commit(t);
            transactions[t].close();
        }
        compareContents();
    }

    private void renew(int t) {
        if (transactions[t] != null) {
            transactions[t].close();
        }
        transactions[t] = database.createTransaction();
        modelled[t] = new NaiveTransaction(model);
    }

    private void fill() {
        transactions[0].clear(new byte[0], new byte[] {(byte) 0xff});
        modelled[0].clear(model.between("", "\u00ff"));
        for (String key : UNIVERSE) {
            if (random.nextBoolean()) {
                byte[] value = value();
                transactions[0].set(bytes(key), value);
                modelled[0].write(key, MutationKind.SET, value);
            }
        }
        commit(0);
    }

    private void step(int t) {
        switch (random.nextInt(16)) {
            case 0, 1 -> get(t);
            case 2, 3 -> getRange(t);
            case 4 -> getKey(t);
            case 5, 6 -> set(t);
            case 7 -> clear(t);
            case 8 -> clearRange(t);
            case 9, 10 -> atomic(t);
            case 11 -> stamped(t);
            case 12 -> conflict(t);
            case 13 -> rare(t);
            default -> commit(t);
        }
    }

    private String key() {
        return UNIVERSE.get(random.nextInt(UNIVERSE.size()));
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(5)];
        random.nextBytes(value);
        return value;
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String hex(byte[] value) {
        return value == null ? "absent" : HexFormat.of().formatHex(value);
    }

    private ReadTransaction reader(int t, boolean snapshot) {
        return snapshot ? transactions[t].snapshot() : transactions[t];
    }

    /** Takes the read version in both, so that both read at the same moment. */
    private void takeReadVersion(int t) {
        if (modelled[t].failure() == null) {
            modelled[t].takeReadVersion();
            transactions[t].getReadVersion().join();
        }
    }

    private void same(String what, Supplier<String> expected, Supplier<String> found) {
        String a = answer(expected);
        String b = answer(found);
        if (!a.equals(b)) {
            throw new AssertionError(what + ": the model answers " + a + ", the engine " + b);
        }
    }

    private static String answer(Supplier<String> source) {
        try {
            return source.get();
        } catch (FDBException e) {
            return "error " + e.getCode();
        } catch (CompletionException e) {
            return "error " + ((FDBException) e.getCause()).getCode();
        }
    }

    private <T> Supplier<T> orFailure(int t, Supplier<T> model) {
        return () -> {
            if (modelled[t].failure() != null) {
                throw modelled[t].failure().exception();
            }
            return model.get();
        };
    }

    private void get(int t) {
        String key = key();
        boolean snapshot = random.nextBoolean();
        takeReadVersion(t);
        same(
                "get " + key,
                orFailure(t, () -> hex(modelled[t].get(key, snapshot))),
                () -> hex(reader(t, snapshot).get(bytes(key)).join()));
    }

    private void getRange(int t) {
        String a = key();
        String b = key();
        String begin = a.compareTo(b) < 0 ? a : b;
        String end = a.compareTo(b) < 0 ? b : a;
        int limit = random.nextInt(4);
        boolean reverse = random.nextBoolean();
        boolean snapshot = random.nextBoolean();
        StreamingMode mode = limit > 0 && random.nextBoolean() ? StreamingMode.EXACT : StreamingMode.WANT_ALL;
        takeReadVersion(t);
        same(
                "range %s to %s limit %d reverse %s".formatted(begin, end, limit, reverse),
                orFailure(t, () -> describe(modelled[t].getRange(begin, end, limit, reverse, snapshot))),
                () -> describe(reader(t, snapshot)
                        .getRange(bytes(begin), bytes(end), limit, reverse, mode)
                        .asList()
                        .join()));
    }

    private static String describe(Map<String, byte[]> pairs) {
        StringBuilder text = new StringBuilder();
        pairs.forEach(
                (key, value) -> text.append(key).append('=').append(hex(value)).append(' '));
        return text.toString();
    }

    private static String describe(List<KeyValue> pairs) {
        Map<String, byte[]> map = new LinkedHashMap<>();
        for (KeyValue pair : pairs) {
            map.put(new String(pair.getKey(), StandardCharsets.ISO_8859_1), pair.getValue());
        }
        return describe(map);
    }

    private void getKey(int t) {
        if (!modelled[t].isPlain()) {
            return;
        }
        String base = key();
        boolean orEqual = random.nextBoolean();
        int offset = random.nextInt(7) - 3;
        boolean snapshot = random.nextBoolean();
        takeReadVersion(t);
        same(
                "selector %s %s %d".formatted(base, orEqual, offset),
                orFailure(t, () -> {
                    String found = modelled[t].getKey(base, orEqual, offset, snapshot);
                    return found == null ? "ff" : hex(bytes(found));
                }),
                () -> hex(reader(t, snapshot)
                        .getKey(new KeySelector(bytes(base), orEqual, offset))
                        .join()));
    }

    private void set(int t) {
        String key = key();
        byte[] value = value();
        transactions[t].set(bytes(key), value);
        modelled[t].write(key, MutationKind.SET, value);
    }

    private void clear(int t) {
        String key = key();
        transactions[t].clear(bytes(key));
        modelled[t].clear(List.of(key));
    }

    private void clearRange(int t) {
        String a = key();
        String b = key();
        transactions[t].clear(bytes(a), bytes(b));
        if (a.compareTo(b) > 0) {
            modelled[t].clear(List.of());
            modelled[t].defer(FdbError.INVERTED_RANGE);
        } else {
            modelled[t].clear(model.between(a, b));
        }
    }

    private void atomic(int t) {
        String key = key();
        MutationType type = ATOMICS[random.nextInt(ATOMICS.length)];
        byte[] operand = value();
        transactions[t].mutate(type, bytes(key), operand);
        modelled[t].write(key, MutationKind.of(type), operand);
    }

    private void stamped(int t) {
        if (random.nextInt(4) == 0) {
            stampedKey(t);
        } else {
            stampedValue(t);
        }
    }

    private void stampedKey(int t) {
        byte[] template = Arrays.copyOf(bytes(NaiveDatabase.STAMPED), 1 + Limits.VERSIONSTAMP_BYTES + Integer.BYTES);
        template[1 + Limits.VERSIONSTAMP_BYTES] = 1;
        byte[] value = value();
        transactions[t].mutate(MutationType.SET_VERSIONSTAMPED_KEY, template, value);
        modelled[t].writeStamped(value);
    }

    private void stampedValue(int t) {
        String key = key();
        byte[] template = new byte[Limits.VERSIONSTAMP_BYTES + 1 + Integer.BYTES];
        template[Limits.VERSIONSTAMP_BYTES + 1] = (byte) random.nextInt(2);
        transactions[t].mutate(MutationType.SET_VERSIONSTAMPED_VALUE, bytes(key), template);
        modelled[t].write(key, MutationKind.SET_VERSIONSTAMPED_VALUE, template);
    }

    private void conflict(int t) {
        String key = key();
        switch (random.nextInt(3)) {
            case 0 -> {
                transactions[t].addReadConflictKey(bytes(key));
                modelled[t].conflictRead(List.of(key));
            }
            case 1 -> {
                transactions[t].addWriteConflictRange(bytes(key), bytes(key + "\0"));
                modelled[t].conflictWrite(List.of(key));
            }
            default -> {
                transactions[t].options().setNextWriteNoWriteConflictRange();
                if (modelled[t].failure() == null) {
                    modelled[t].withoutConflict();
                }
            }
        }
    }

    /** What ends or fails transactions, kept rare so that most get to their commit. */
    private void rare(int t) {
        switch (random.nextInt(12)) {
            case 0 -> {
                transactions[t].cancel();
                modelled[t].cancel();
            }
            case 1 -> badWrite(t, FdbError.KEY_TOO_LARGE, new byte[Limits.KEY_BYTES + 1], new byte[0]);
            case 2 -> badWrite(t, FdbError.VALUE_TOO_LARGE, bytes("a"), new byte[Limits.VALUE_BYTES + 1]);
            case 3 -> badWrite(t, FdbError.KEY_OUTSIDE_LEGAL_RANGE, new byte[] {(byte) 0xff}, new byte[0]);
            default -> renew(t);
        }
    }

    private void badWrite(int t, FdbError error, byte[] key, byte[] value) {
        transactions[t].set(key, value);
        modelled[t].defer(error);
    }

    private void commit(int t) {
        FdbError expected = modelled[t].commitFailure();
        CompletableFuture<byte[]> stamp = transactions[t].getVersionstamp();
        same("commit", () -> expected == null ? "committed" : "error " + expected.code(), () -> {
            transactions[t].commit().join();
            return "committed";
        });
        if (expected == null && !modelled[t].isReadOnly()) {
            modelled[t].commit(checkedStamp(stamp.join(), transactions[t].getCommittedVersion()));
        }
        renew(t);
    }

    private byte[] checkedStamp(byte[] stamp, long version) {
        if (!Keys.less(lastStamp, stamp)) {
            throw new AssertionError("stamp " + hex(stamp) + " does not follow " + hex(lastStamp));
        }
        if (!Arrays.equals(Arrays.copyOf(stamp, Long.BYTES), Arrays.copyOf(Versionstamps.stamp(version, 0), 8))) {
            throw new AssertionError("stamp " + hex(stamp) + " is not of version " + version);
        }
        lastStamp = stamp;
        return stamp;
    }

    private void compareContents() {
        try (Transaction transaction = database.createTransaction()) {
            same(
                    "contents",
                    () -> describe(new TreeMap<>(model.content)),
                    () -> describe(transaction
                            .getRange(new byte[0], new byte[] {(byte) 0xff})
                            .asList()
                            .join()));
        }
    }
}
