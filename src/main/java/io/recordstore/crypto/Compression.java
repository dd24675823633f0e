package io.recordstore.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * DEFLATE (RFC 1951) behind the original's size in four bytes. The fastest level: on records of 1 kB the others take
 * several times as long for a few percent.
 */
final class Compression {
    /** FoundationDB's limit of a transaction, which no record can be larger than. */
    static final int MAX_BYTES = 10_000_000;

    private static final int SIZE_BYTES = Integer.BYTES;

    /** What is to be saved, at least: expanding takes longer than opening and parsing, at each read. */
    private static final int SAVED_PART = 3;

    private Compression() {}

    /** Empty where the result would not be smaller by a third. */
    static Optional<byte[]> compress(byte[] original) {
        if (original.length <= SIZE_BYTES) {
            return Optional.empty();
        }
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(original);
            deflater.finish();
            byte[] compressed = new byte[SIZE_BYTES + original.length - original.length / SAVED_PART];
            int size = deflater.deflate(compressed, SIZE_BYTES, compressed.length - SIZE_BYTES);
            if (!deflater.finished()) {
                return Optional.empty();
            }
            ByteBuffer.wrap(compressed).putInt(original.length);
            return Optional.of(Arrays.copyOf(compressed, SIZE_BYTES + size));
        } finally {
            deflater.end();
        }
    }

    /** @throws DataFormatException when it is not of the size that it names, or that is more than a record can have */
    static byte[] expand(byte[] compressed) throws DataFormatException {
        int size = compressed.length < SIZE_BYTES
                ? -1
                : ByteBuffer.wrap(compressed).getInt();
        if (size < 0 || size > MAX_BYTES) {
            throw new DataFormatException();
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(compressed, SIZE_BYTES, compressed.length - SIZE_BYTES);
            byte[] original = new byte[size];
            int length = inflater.inflate(original);
            // One byte more would be of a longer record; and only after it is the end seen where the size is exact.
            if (length != size || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new DataFormatException();
            }
            return original;
        } finally {
            inflater.end();
        }
    }
}
