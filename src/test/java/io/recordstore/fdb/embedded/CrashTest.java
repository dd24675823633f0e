package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A killed process loses nothing that it was told is committed, and leaves nothing in part. */
class CrashTest {
    /** Acknowledgements after which the child is killed, at most; enough for several flushes of small buffers. */
    private static final int MAX_ACKNOWLEDGED = 3_000;

    @TempDir
    Path directory;

    @Test
    void survivesKillAtAnyMoment() throws IOException, InterruptedException {
        long seed = Long.getLong("seed", System.nanoTime());
        int rounds = Integer.getInteger("crash.rounds", 20);
        System.out.println("CrashTest -Dseed=" + seed + ", " + rounds + " rounds");
        Random random = new Random(seed);
        long newest = 0;
        for (int life = 0; life < rounds; life++) {
            Acknowledged acknowledged = runAndKill(life, random.nextInt(MAX_ACKNOWLEDGED));
            newest = Math.max(newest, acknowledged.version);
            try (EmbeddedDatabase database = EmbeddedDatabase.inDirectory(directory)) {
                inspect(database, life, acknowledged.sequences, newest);
            }
        }
    }

    private static final class Acknowledged {
        private final Map<Integer, Integer> sequences = new HashMap<>();
        private long version;

        void note(String line) {
            String[] parts = line.split(" ");
            if (parts.length == 3) {
                sequences.merge(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]), Math::max);
                version = Math.max(version, Long.parseLong(parts[2]));
            }
        }
    }

    @Test
    void refusesADirectoryThatAnotherProcessHasOpen() throws IOException, InterruptedException {
        Process child = startChild(0);
        assertThat(child.getInputStream().read()).as("an acknowledgement").isPositive();

        assertThatThrownBy(() -> EmbeddedDatabase.inDirectory(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("process " + child.pid() + " on ");

        child.toHandle().destroyForcibly();
        child.waitFor();
        EmbeddedDatabase.inDirectory(directory).close();
    }

    private Process startChild(int life) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        CrashChild.class.getName(),
                        directory.toString(),
                        String.valueOf(life))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Acknowledged runAndKill(int life, int killAfter) throws IOException, InterruptedException {
        Process child = startChild(life);
        Acknowledged acknowledged = new Acknowledged();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            int seen = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.note(line);
                if (seen++ == killAfter) {
                    child.toHandle().destroyForcibly();
                }
            }
            assertThat(seen).as("acknowledgements before the kill").isGreaterThan(killAfter);
        }
        child.waitFor();
        return acknowledged;
    }

    private static void inspect(EmbeddedDatabase database, int life, Map<Integer, Integer> sequences, long newest) {
        for (int thread = 0; thread < CrashChild.THREADS; thread++) {
            Map<Integer, Integer> parts = new HashMap<>();
            byte[] prefix = ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(life)
                    .putInt(thread)
                    .array();
            for (KeyValue pair : read(database, prefix)) {
                parts.merge(ByteBuffer.wrap(pair.getKey()).getInt(2 * Integer.BYTES), 1, Integer::sum);
            }
            assertThat(parts.values()).as("parts of each transaction").allMatch(count -> count == CrashChild.PARTS);
            int last = sequences.getOrDefault(thread, -1);
            for (int sequence = 0; sequence <= last; sequence++) {
                assertThat(parts).containsKey(sequence);
            }
        }
        try (Transaction transaction = database.createTransaction()) {
            assertThat(transaction.getReadVersion().join()).isGreaterThan(newest);
        }
    }

    private static Iterable<KeyValue> read(EmbeddedDatabase database, byte[] prefix) {
        return database.read(transaction ->
                transaction.getRange(Range.startsWith(prefix)).asList().join());
    }
}
