package io.recordstore.fdb.embedded;

import java.util.Arrays;
import java.util.Comparator;

/** The key space: its borders, its order (unsigned bytes, shorter first) and the step from a key to the one after it. */
final class Keys {
    /** Order of all keys in the database. */
    static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    /** First key of all. */
    static final byte[] FIRST = {};

    /** End of the user's keys; FoundationDB keeps its own behind it. */
    static final byte[] USER_END = {(byte) 0xff};

    /** End of the stored keys; behind it lie the special keys, which are computed and never stored. */
    static final byte[] STORED_END = {(byte) 0xff, (byte) 0xff};

    /** The one system key that is readable without an option, and written only with the commit's versionstamp. */
    static final byte[] METADATA_VERSION =
            "\u00ff/metadataVersion".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    private Keys() {}

    /** Returns the smallest key greater than {@code key}. */
    static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** Returns whether {@code second} is the very next key after {@code first}. */
    static boolean isAfter(byte[] first, byte[] second) {
        return second.length == first.length + 1
                && second[first.length] == 0
                && Arrays.equals(second, 0, first.length, first, 0, first.length);
    }

    static boolean less(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) < 0;
    }

    static byte[] min(byte[] a, byte[] b) {
        return less(b, a) ? b : a;
    }

    static byte[] max(byte[] a, byte[] b) {
        return less(a, b) ? b : a;
    }

    static boolean isSystem(byte[] key) {
        return key.length > 0 && key[0] == (byte) 0xff;
    }

    static boolean isSpecial(byte[] key) {
        return key.length > 1 && key[0] == (byte) 0xff && key[1] == (byte) 0xff;
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
