package io.recordstore.schema;

import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.crypto.TestDataKeys;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * What sealing and compressing cost of a Put and a Get of a record of 1 kB, on the embedded engine in memory: all in one
 * run, in nanoseconds, with the parts as a share of the whole.
 */
public final class SealingCost {
    private static final int ROUNDS = 3;
    private static final int CALLS = 3_000;
    private static final int SEALS = 100_000;
    private static final byte[] OWNER = {1};
    private static final byte[] KEY = Tuple.from(1, 1).pack();

    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Item {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string text = 2;
              string plain = 3 [(recordstore.v1.field).indexed = true];
            }
            """;

    private SealingCost() {}

    public static void main(String[] args) {
        String text = text();
        try (TestDatabase database = new TestDatabase()) {
            TestServer server = database.server();
            server.createSpace();
            server.apply(PROTO);
            for (int round = 1; round <= ROUNDS; round++) {
                measure(round, server, text);
            }
        }
        System.exit(0);
    }

    private static void measure(int round, TestServer server, String text) {
        String json = "{id: %d, text: '" + text + "', plain: 'x'}";
        double put = nanos(CALLS, i -> server.put("Item", json.formatted(i % 100 + 1)));
        double get = nanos(
                CALLS, i -> server.write((context, open) -> open.store().loadRecordAsync(Tuple.from(1, i % 100 + 1))));
        System.out.printf("round %d: put %.0f ns, get %.0f ns%n", round, put, get);
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        report("sealed as it is", sealer(0), message, put, get);
        report("compressed, sealed", sealer(512), message, put, get);
    }

    private static void report(String what, RecordSealer sealer, byte[] message, double put, double get) {
        byte[] sealed = sealer.seal(message, KEY);
        double seal = nanos(SEALS, i -> sealer.seal(message, KEY));
        double open = nanos(SEALS, i -> sealer.open(sealed, KEY));
        System.out.printf(
                "  %s: %d bytes of %d; seal %.0f ns = %.1f %% of put; open %.0f ns = %.1f %% of get%n",
                what, sealed.length, message.length, seal, 100 * seal / put, open, 100 * open / get);
    }

    private static double nanos(int times, LongConsumer call) {
        long start = System.nanoTime();
        for (long i = 0; i < times; i++) {
            call.accept(i);
        }
        return (System.nanoTime() - start) / (double) times;
    }

    private static RecordSealer sealer(int compressFrom) {
        DataKeys keys = TestDataKeys.create();
        return new RecordSealer(keys.unwrap(keys.create(OWNER), OWNER).cipher(), OWNER, compressFrom);
    }

    /** 1 kB of words, as text compresses. */
    private static String text() {
        Random random = new Random(1);
        String[] words = new String[200];
        for (int i = 0; i < words.length; i++) {
            words[i] = random.ints(2 + random.nextInt(8), 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        StringBuilder text = new StringBuilder();
        while (text.length() < 1000) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        return text.toString();
    }
}
