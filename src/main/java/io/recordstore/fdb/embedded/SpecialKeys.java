package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The special key space, of which one module exists here: the read ranges on which the last commit conflicted, as
 * FoundationDB's documentation of special keys lays them out. Borders of ranges stand with {@code 1} where a range begins
 * and {@code 0} where it ends.
 */
final class SpecialKeys {
    private static final byte[] CONFLICTING =
            "\u00ff\u00ff/transaction/conflicting_keys/".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] BEGINS = {'1'};
    private static final byte[] ENDS = {'0'};

    private SpecialKeys() {}

    /** Returns the value at a special key, or null; fails with 2113 outside the module. */
    static byte[] get(byte[] key, List<KeyRange> conflicting) {
        for (KeyValue pair : getRange(key, Keys.after(key), conflicting)) {
            if (Arrays.equals(pair.getKey(), key)) {
                return pair.getValue();
            }
        }
        return null;
    }

    /** Returns the special keys between two keys; fails with 2113 outside the module. */
    static List<KeyValue> getRange(byte[] begin, byte[] end, List<KeyRange> conflicting) {
        if (!Keys.startsWith(begin, CONFLICTING)) {
            throw FdbError.SPECIAL_KEYS_NO_MODULE_FOUND.exception();
        }
        RangeSet ranges = new RangeSet();
        conflicting.forEach(range -> ranges.add(range.begin(), range.end()));
        List<KeyValue> pairs = new ArrayList<>();
        for (KeyRange range : ranges.toList()) {
            addBorder(pairs, range.begin(), BEGINS, begin, end);
            addBorder(pairs, range.end(), ENDS, begin, end);
        }
        return pairs;
    }

    private static void addBorder(List<KeyValue> pairs, byte[] border, byte[] value, byte[] begin, byte[] end) {
        byte[] key = Arrays.copyOf(CONFLICTING, CONFLICTING.length + border.length);
        System.arraycopy(border, 0, key, CONFLICTING.length, border.length);
        if (!Keys.less(key, begin) && Keys.less(key, end)) {
            pairs.add(new KeyValue(key, value));
        }
    }
}
