package io.recordstore.bench.scenario;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** Which keys are asked for. */
final class Keys {
    /** YCSB's skew. */
    private static final double THETA = 0.99;

    private Keys() {}

    /** Each as often as any other. */
    static LongSupplier uniform(long keys) {
        return () -> ThreadLocalRandom.current().nextLong(keys);
    }

    /**
     * A few far more often than the others, which lie anywhere: Gray et al., Quickly Generating Billion-Record Synthetic
     * Databases (SIGMOD 1994), scattered by a hash as YCSB does.
     */
    static LongSupplier zipfian(long keys) {
        double zeta = 0;
        for (long i = 1; i <= keys; i++) {
            zeta += 1 / Math.pow(i, THETA);
        }
        double all = zeta;
        double alpha = 1 / (1 - THETA);
        double zetaOfTwo = 1 + Math.pow(0.5, THETA);
        double eta = (1 - Math.pow(2.0 / keys, 1 - THETA)) / (1 - zetaOfTwo / all);
        return () -> {
            double uniform = ThreadLocalRandom.current().nextDouble();
            double scaled = uniform * all;
            long rank =
                    scaled < 1 ? 0 : scaled < zetaOfTwo ? 1 : (long) (keys * Math.pow(eta * uniform - eta + 1, alpha));
            return Math.floorMod(rank * 0x9E3779B97F4A7C15L, keys);
        };
    }
}
