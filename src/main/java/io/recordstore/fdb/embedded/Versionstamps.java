package io.recordstore.fdb.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Placing versionstamps: eight bytes of commit version and two of the place in its batch, both big-endian. */
final class Versionstamps {
    private static final int OFFSET_BYTES = Integer.BYTES;

    private Versionstamps() {}

    /** Returns the ten bytes of a stamp. */
    static byte[] stamp(long version, int place) {
        return ByteBuffer.allocate(Limits.VERSIONSTAMP_BYTES)
                .putLong(version)
                .putShort((short) place)
                .array();
    }

    /** Fails with 2000 unless the last four bytes name a place for ten bytes inside what precedes them. */
    static void check(byte[] template) {
        if (template.length < OFFSET_BYTES) {
            throw FdbError.CLIENT_INVALID_OPERATION.exception();
        }
        int offset = offset(template);
        if (offset < 0 || (long) offset + Limits.VERSIONSTAMP_BYTES > template.length - OFFSET_BYTES) {
            throw FdbError.CLIENT_INVALID_OPERATION.exception();
        }
    }

    /** Returns the template without its offset and with the stamp in place. */
    static byte[] resolve(byte[] template, byte[] stamp) {
        byte[] resolved = Arrays.copyOf(template, template.length - OFFSET_BYTES);
        System.arraycopy(stamp, 0, resolved, offset(template), stamp.length);
        return resolved;
    }

    /** Returns the template with the stamp in place and its offset kept, the form in which it waits for the commit. */
    static byte[] fill(byte[] template, byte[] stamp) {
        byte[] filled = template.clone();
        System.arraycopy(stamp, 0, filled, offset(template), stamp.length);
        return filled;
    }

    /** Returns the end of the range of all keys that the template may become: its greatest stamp, and one byte more. */
    static byte[] greatestKeyAfter(byte[] template) {
        byte[] end = Arrays.copyOf(template, template.length - OFFSET_BYTES + 1);
        end[end.length - 1] = 0;
        Arrays.fill(end, offset(template), offset(template) + Limits.VERSIONSTAMP_BYTES, (byte) 0xff);
        return end;
    }

    private static int offset(byte[] template) {
        return ByteBuffer.wrap(template).order(ByteOrder.LITTLE_ENDIAN).getInt(template.length - OFFSET_BYTES);
    }
}
