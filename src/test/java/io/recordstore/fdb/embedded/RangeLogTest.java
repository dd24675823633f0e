package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeLogTest {
    private static final int KEYS = 5_000;

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static KeyRange range(int begin, int end) {
        return new KeyRange(key(begin), key(end));
    }

    private static void assertSame(RangeLog log, BitSet model) {
        List<KeyRange> ranges = log.toList();
        int from = 0;
        for (KeyRange range : ranges) {
            int begin = model.nextSetBit(from);
            int end = model.nextClearBit(begin);
            assertThat(range.begin()).isEqualTo(key(begin));
            assertThat(range.end()).isEqualTo(key(end));
            from = end;
        }
        assertThat(model.nextSetBit(from)).isEqualTo(-1);
    }

    @Test
    void agreesWithASetOfKeys() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("RangeLogTest -Dseed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            RangeLog log = new RangeLog();
            BitSet model = new BitSet();
            for (int i = random.nextInt(3_000); i >= 0; i--) {
                int begin = random.nextInt(KEYS);
                int end = begin + 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 2);
                log.add(range(begin, end));
                model.set(begin, end);
                if (random.nextInt(200) == 0) {
                    int key = random.nextInt(KEYS);
                    assertThat(log.contains(key(key))).as("-Dseed=%d", seed).isEqualTo(model.get(key));
                }
            }
            assertSame(log, model);
        }
    }

    @Test
    void keepsNoMoreThanItKnowsTwice() {
        RangeLog log = new RangeLog();
        for (int i = 0; i < 1_000_000; i++) {
            log.add(range(i % 10, i % 10 + 1));
        }
        assertThat(log.size()).isLessThanOrEqualTo(RangeLog.MIN_NOTED + 10);
        assertThat(log.toList()).hasSize(1);
    }
}
