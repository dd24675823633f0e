package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeySelector;

/**
 * A key selector in the form that counts from the first key at or after {@code key}: that key at offset 1, the ones after
 * it above, the ones before {@code key} at 0 and below.
 */
record Selector(byte[] key, int offset) {
    static Selector of(KeySelector selector) {
        return new Selector(
                selector.orEqual() ? Keys.after(selector.getKey()) : selector.getKey(), selector.getOffset());
    }

    static Selector firstAtOrAfter(byte[] key) {
        return new Selector(key, 1);
    }
}
