package io.recordstore.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.fault.DataLoss;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Compression, and what does not expand to what it says. */
class CompressionTest {
    private static final byte[] OWNER = {1};
    private static final byte[] KEY = {2};

    @Test
    void aSizeThatIsNotTheContentsIsRefused() throws Exception {
        byte[] original = new byte[5000];
        byte[] compressed = Compression.compress(original).orElseThrow();

        assertThat(Compression.expand(compressed)).isEqualTo(original);
        for (int size : new int[] {-1, 0, 1, 4999, 5001, Compression.MAX_BYTES, Integer.MAX_VALUE}) {
            ByteBuffer.wrap(compressed).putInt(size);
            assertThatThrownBy(() -> Compression.expand(compressed))
                    .as("size %d", size)
                    .isInstanceOf(DataFormatException.class);
        }
        assertThatThrownBy(() -> Compression.expand(new byte[3])).isInstanceOf(DataFormatException.class);
    }

    @Test
    void whatIsLargerThanARecordCanBeIsNotExpanded() {
        byte[] bomb = Compression.compress(new byte[Compression.MAX_BYTES + 1]).orElseThrow();

        assertThat(bomb.length).isLessThan(100_000);
        assertThatThrownBy(() -> Compression.expand(bomb)).isInstanceOf(DataFormatException.class);
    }

    @Test
    void aRecordOfAnySizeAroundTheThresholdComesBack() {
        RecordSealer sealer = sealer(512);
        Random random = new Random(5);
        for (int size : new int[] {0, 1, 4, 5, 511, 512, 513, 100_000, 9_900_000}) {
            byte[] message = new byte[size];
            for (int i = 0; i < size; i++) {
                message[i] = (byte) (random.nextInt(4) + 'a');
            }
            byte[] sealed = sealer.seal(message, KEY);

            assertThat(sealer.open(sealed, KEY)).isEqualTo(message);
            assertThat(sealed[0]).isEqualTo((byte) (size >= 512 ? 2 : 1));
            assertThat(sealed.length).isLessThanOrEqualTo(size + 34);
        }
    }

    @Test
    void whatDoesNotGetSmallerByAThirdIsStoredAsItIs() {
        Random random = new Random(6);
        byte[] saved = new byte[3000];
        random.nextBytes(saved);
        byte[] hardly = saved.clone();
        Arrays.fill(saved, 0, 1200, (byte) 0);
        Arrays.fill(hardly, 0, 900, (byte) 0);

        assertThat(sealer(512).seal(saved, KEY)[0]).isEqualTo((byte) 2);
        assertThat(sealer(512).seal(hardly, KEY)[0]).isEqualTo((byte) 1);
    }

    @Test
    void recordsThatGetSmallerAreCompressedAgainAfterManyThatDidNot() {
        RecordSealer sealer = sealer(512);
        byte[] noise = new byte[600];
        new Random(7).nextBytes(noise);
        for (int i = 0; i < 1_000; i++) {
            assertThat(sealer.seal(noise, KEY)[0]).isEqualTo((byte) 1);
        }

        byte[] zeros = new byte[600];
        int tries = 1;
        while (sealer.seal(zeros, KEY)[0] == 1) {
            tries++;
        }

        assertThat(tries).isLessThan(1_000); // one of 16 is tried: by chance more than that once in 10^28 runs
        assertThat(sealer.seal(zeros, KEY)[0]).isEqualTo((byte) 2);
    }

    @Test
    void compressionCanBeTurnedOff() {
        assertThat(sealer(0).seal(new byte[10_000], KEY)[0]).isEqualTo((byte) 1);
    }

    @RepeatedTest(20)
    void whatIsAlteredDoesNotOpen(RepetitionInfo repetition) {
        RecordSealer sealer = sealer(512);
        byte[] sealed = sealer.seal(new byte[2000], KEY);
        Random random = new Random(repetition.getCurrentRepetition());
        int place = random.nextInt(sealed.length);
        sealed[place] ^= (byte) (1 << random.nextInt(8));

        assertThatThrownBy(() -> sealer.open(sealed, KEY)).isInstanceOf(DataLoss.class);
    }

    private static RecordSealer sealer(int compressFrom) {
        DataKeys keys = TestDataKeys.create();
        return new RecordSealer(keys.unwrap(keys.create(OWNER), OWNER).cipher(), OWNER, compressFrom);
    }
}
