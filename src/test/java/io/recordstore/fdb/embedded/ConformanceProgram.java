package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program of interleaved transactions that was run on a real FoundationDB cluster, with what every step answered; runs
 * it again on another database and compares. The format is in the README beside the programs.
 */
final class ConformanceProgram {
    private static final int TRANSACTIONS = 4;
    private static final Pattern STAMP = Pattern.compile("<(\\d+)>");
    private static final HexFormat HEX = HexFormat.of();

    private final JsonObject program;
    private final Database database;
    private final Transaction[] transactions = new Transaction[TRANSACTIONS];
    private final List<byte[]> stamps = new ArrayList<>();

    ConformanceProgram(JsonObject program, Database database) {
        this.program = program;
        this.database = database;
    }

    /** Runs the steps until one is answered otherwise than on the cluster; returns that one, if there is any. */
    Optional<String> firstDifference() {
        for (int t = 0; t < TRANSACTIONS; t++) {
            transactions[t] = database.createTransaction();
        }
        int number = 0;
        for (JsonElement element : program.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            String answer = answer(step);
            String expected = expectedAnswer(step);
            if (!expected.equals(answer)) {
                return Optional.of("seed %s step %d %s%n    expected %s%n    answered %s"
                        .formatted(program.get("seed"), number, step, expected, answer));
            }
            number++;
        }
        for (Transaction transaction : transactions) {
            transaction.close();
        }
        return Optional.empty();
    }

    private String expectedAnswer(JsonObject step) {
        if (step.has("error")) {
            return "error " + step.get("error").getAsInt();
        }
        return switch (step.get("op").getAsString()) {
            case "get" -> step.get("value").isJsonNull() ? "absent" : text(step.get("value"));
            case "getKey" -> text(step.get("key"));
            case "getRange", "dump" -> pairs(step.getAsJsonArray("kvs"));
            case "commit" ->
                step.has("stamp")
                        ? "committed"
                        : "read-only " + step.get("stampError").getAsInt();
            default -> "done";
        };
    }

    private String text(JsonElement hex) {
        return HEX.formatHex(bytes(hex.getAsString()));
    }

    private String pairs(JsonArray kvs) {
        StringBuilder pairs = new StringBuilder();
        for (JsonElement element : kvs) {
            JsonArray pair = element.getAsJsonArray();
            pairs.append(text(pair.get(0)))
                    .append('=')
                    .append(text(pair.get(1)))
                    .append(' ');
        }
        return pairs.toString();
    }

    private byte[] bytes(String hex) {
        Matcher matcher = STAMP.matcher(hex);
        String filled = matcher.replaceAll(match -> HEX.formatHex(stamps.get(Integer.parseInt(match.group(1)))));
        return HEX.parseHex(filled);
    }

    private byte[] bytes(JsonObject step, String field) {
        return bytes(step.get(field).getAsString());
    }

    private String answer(JsonObject step) {
        int t = step.get("t").getAsInt();
        try {
            return step.get("op").getAsString().equals("dump") ? dump() : answer(step, transactions[t], t);
        } catch (FDBException e) {
            return "error " + e.getCode();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FDBException failure) {
                return "error " + failure.getCode();
            }
            throw new IllegalStateException("step " + step, e);
        }
    }

    private String dump() {
        try (Transaction transaction = database.createTransaction()) {
            return pairs(transaction
                    .getRange(new byte[0], new byte[] {(byte) 0xff})
                    .asList()
                    .join());
        }
    }

    private static String pairs(List<KeyValue> found) {
        StringBuilder pairs = new StringBuilder();
        for (KeyValue pair : found) {
            pairs.append(HEX.formatHex(pair.getKey()))
                    .append('=')
                    .append(HEX.formatHex(pair.getValue()))
                    .append(' ');
        }
        return pairs.toString();
    }

    private String answer(JsonObject step, Transaction transaction, int t) {
        ReadTransaction reader =
                step.has("snapshot") && step.get("snapshot").getAsBoolean() ? transaction.snapshot() : transaction;
        switch (step.get("op").getAsString()) {
            case "get" -> {
                byte[] value = reader.get(bytes(step, "key")).join();
                return value == null ? "absent" : HEX.formatHex(value);
            }
            case "getKey" -> {
                return HEX.formatHex(
                        reader.getKey(selector(step.getAsJsonArray("selector"))).join());
            }
            case "getRange" -> {
                return pairs(reader.getRange(
                                selector(step.getAsJsonArray("begin")),
                                selector(step.getAsJsonArray("end")),
                                step.get("limit").getAsInt(),
                                step.get("reverse").getAsBoolean(),
                                StreamingMode.valueOf(step.get("mode").getAsString()))
                        .asList()
                        .join());
            }
            case "commit" -> {
                return commit(transaction, t);
            }
            case "onError" -> {
                transactions[t] = transaction
                        .onError(new FDBException(
                                "from the program", step.get("code").getAsInt()))
                        .join();
            }
            case "reset" -> renew(t);
            case "cancel" -> transaction.cancel();
            default -> write(step, transaction);
        }
        return "done";
    }

    private void write(JsonObject step, Transaction transaction) {
        switch (step.get("op").getAsString()) {
            case "set" -> transaction.set(bytes(step, "key"), bytes(step, "value"));
            case "setLarge" ->
                transaction.set(
                        new byte[step.get("keyLength").getAsInt()],
                        new byte[step.get("valueLength").getAsInt()]);
            case "clear" -> transaction.clear(bytes(step, "key"));
            case "clearRange" -> transaction.clear(bytes(step, "begin"), bytes(step, "end"));
            case "mutate" ->
                transaction.mutate(
                        MutationType.valueOf(step.get("type").getAsString()), bytes(step, "key"), bytes(step, "value"));
            case "addReadConflictRange" -> transaction.addReadConflictRange(bytes(step, "begin"), bytes(step, "end"));
            case "addWriteConflictRange" -> transaction.addWriteConflictRange(bytes(step, "begin"), bytes(step, "end"));
            case "addReadConflictKey" -> transaction.addReadConflictKey(bytes(step, "key"));
            case "addWriteConflictKey" -> transaction.addWriteConflictKey(bytes(step, "key"));
            case "watch" -> transaction.watch(bytes(step, "key"));
            case "option" -> setOption(transaction, step.get("name").getAsString());
            default -> throw new IllegalArgumentException("unknown step " + step);
        }
    }

    private static void setOption(Transaction transaction, String name) {
        switch (name) {
            case "NEXT_WRITE_NO_WRITE_CONFLICT_RANGE" -> transaction.options().setNextWriteNoWriteConflictRange();
            case "SNAPSHOT_RYW_DISABLE" -> transaction.options().setSnapshotRywDisable();
            case "SNAPSHOT_RYW_ENABLE" -> transaction.options().setSnapshotRywEnable();
            case "READ_YOUR_WRITES_DISABLE" -> transaction.options().setReadYourWritesDisable();
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    private KeySelector selector(JsonArray selector) {
        return new KeySelector(
                bytes(selector.get(0).getAsString()),
                selector.get(1).getAsBoolean(),
                selector.get(2).getAsInt());
    }

    private String commit(Transaction transaction, int t) {
        CompletableFuture<byte[]> stamp = transaction.getVersionstamp();
        try {
            transaction.commit().join();
            return stampOf(stamp);
        } finally {
            renew(t);
        }
    }

    private String stampOf(CompletableFuture<byte[]> stamp) {
        try {
            stamps.add(Objects.requireNonNull(stamp.join()));
            return "committed";
        } catch (CompletionException e) {
            return "read-only " + ((FDBException) e.getCause()).getCode();
        }
    }

    private void renew(int t) {
        transactions[t].close();
        transactions[t] = database.createTransaction();
    }
}
