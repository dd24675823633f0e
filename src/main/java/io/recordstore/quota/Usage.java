package io.recordstore.quota;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is stored, or how it changes.
 *
 * <p>In the store it is one number of 16 bytes, little-endian: the bytes and 2^64 times the records. One atomic addition
 * so changes both, exactly, also below zero.
 *
 * @param bytes of records with their keys
 */
public record Usage(long bytes, long records) {
    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0);

    private static final int STORED_BYTES = 2 * Long.BYTES;

    /** Both of this and another. */
    public Usage plus(Usage other) {
        return new Usage(bytes + other.bytes, records + other.records);
    }

    /** As it is stored, and as it is added to what is. */
    byte[] toBytes() {
        return ByteBuffer.allocate(STORED_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes)
                .putLong(bytes < 0 ? records - 1 : records) // what is below zero borrows from what is above it
                .array();
    }

    /** @param stored null where nothing ever was */
    static Usage of(byte[] stored) {
        if (stored == null) {
            return NONE;
        }
        ByteBuffer number = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = number.getLong();
        long records = number.getLong();
        return new Usage(bytes, bytes < 0 ? records + 1 : records);
    }
}
