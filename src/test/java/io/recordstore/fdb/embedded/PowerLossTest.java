package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What was acknowledged survives the loss of everything that was not synced, and nothing survives in part. */
class PowerLossTest {
    @Test
    void keepsWhatWasAcknowledgedWholeOverPowerLoss() {
        long first = Long.getLong("seed", System.nanoTime());
        int runs = Integer.getInteger("power.runs", 200);
        System.out.println("PowerLossTest from -Dseed=" + first);
        for (long seed = first; seed < first + runs; seed++) {
            assertThat(PowerLossRun.violation(seed, SimulatedDisk.Fault.NONE))
                    .as("-Dseed=%d", seed)
                    .isEmpty();
        }
    }
}
