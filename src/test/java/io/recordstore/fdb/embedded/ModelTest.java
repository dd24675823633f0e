package io.recordstore.fdb.embedded;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random programs answer as a naive model does. {@code -Dmodel.sequences=} sets how many; a failing one names its seed,
 * which {@code -Dseed=} replays alone.
 */
class ModelTest {
    private static final int SEQUENCES_PER_DATABASE = 200;

    @Test
    void answersRandomProgramsAsTheModelDoes() {
        Long replay = Long.getLong("seed");
        if (replay != null) {
            run(replay, 1);
            return;
        }
        long first = System.nanoTime();
        System.out.println("ModelTest from seed " + first);
        int sequences = Integer.getInteger("model.sequences", 10_000);
        LongStream.range(0, (sequences + SEQUENCES_PER_DATABASE - 1) / SEQUENCES_PER_DATABASE)
                .parallel()
                .forEach(batch -> run(first + batch * SEQUENCES_PER_DATABASE, SEQUENCES_PER_DATABASE));
    }

    private static void run(long firstSeed, int sequences) {
        EngineOptions inline =
                EngineOptions.defaults().withExecutor(Runnable::run).withCommitExecutor(Runnable::run);
        try (EmbeddedDatabase database = EmbeddedDatabase.open(new MemoryStorage(), inline)) {
            for (long seed = firstSeed; seed < firstSeed + sequences; seed++) {
                try {
                    new ModelProgram(seed, database).run();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("replay with -Dseed=" + seed + ": " + e.getMessage(), e);
                }
            }
        }
    }
}
