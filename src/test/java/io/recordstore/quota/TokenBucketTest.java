package io.recordstore.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;

    private long now = 42;

    @Test
    void whatIsSavedUpCanBeTakenAtOnceAndThenTheRateHolds() {
        TokenBucket bucket = new TokenBucket(10, 2, now);

        for (int i = 0; i < 20; i++) {
            assertThat(bucket.take(1, now)).as("take %d", i).isZero();
        }
        assertThat(bucket.take(1, now)).isEqualTo(SECOND / 10);
        now += SECOND / 10 - 1;
        assertThat(bucket.take(1, now)).isPositive();
        now += 1;
        assertThat(bucket.take(1, now)).isZero();
        now += 100 * SECOND;
        assertThat(bucket.take(20, now)).isZero();
        assertThat(bucket.take(1, now))
                .as("no more is saved up than its capacity")
                .isPositive();
    }

    @Test
    void whatIsMoreThanItHoldsGoesThroughAFullOneAndIsPaidOff() {
        TokenBucket bucket = new TokenBucket(1_000, 1, now);

        assertThat(bucket.take(10_000, now)).isZero();
        assertThat(bucket.take(1, now)).isEqualTo(9_001 * SECOND / 1_000);
        now += 9_001 * SECOND / 1_000;
        assertThat(bucket.take(1, now)).isZero();
    }

    @Test
    void whatWasSpentIsOwedAndWhatIsGivenBackIsThere() {
        TokenBucket bucket = new TokenBucket(100, 1, now);

        assertThat(bucket.spend(100, now)).isZero();
        assertThat(bucket.spend(50, now)).isEqualTo(SECOND / 2);
        bucket.giveBack(60);
        assertThat(bucket.take(10, now)).isZero();
    }

    @Test
    void overTimeTheRateHoldsWhateverIsTaken() {
        long seed = Long.getLong("recordstore.test.seed", System.nanoTime());
        Random random = new Random(seed);
        TokenBucket bucket = new TokenBucket(500, 1, now);
        long begin = now;
        double taken = 0;
        while (now - begin < 1_000 * SECOND) {
            long amount = 1 + random.nextInt(2_000);
            long wait = bucket.take(amount, now);
            if (wait == 0) {
                taken += amount;
            } else {
                now += random.nextBoolean() ? wait : 1 + random.nextInt((int) SECOND);
            }
        }
        double perSecond = taken / ((now - begin) / (double) SECOND);
        assertThat(perSecond).as("seed %d", seed).isLessThanOrEqualTo(500 + 5).isGreaterThan(100);
        assertThat(bucket.spend(0, now))
                .as("its debt is never more than the largest amount")
                .isLessThan(4 * SECOND);
        assertThat(perSecond).isCloseTo(500, within(400.0));
    }
}
