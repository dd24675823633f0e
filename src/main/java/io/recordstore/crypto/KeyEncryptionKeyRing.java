package io.recordstore.crypto;

import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The key-encryption keys in force. Their sources are read again every few seconds: a key that appears there can be
 * used from then on, and another may become the active one. While a source cannot be read, or holds something that is
 * not a key, or has other bytes under an id that is known, the keys of before stay in force and each attempt is logged.
 */
public final class KeyEncryptionKeyRing {
    private static final Logger LOG = Logger.getLogger(KeyEncryptionKeyRing.class);

    private final Supplier<KeyEncryptionKeys> sources;
    private volatile KeyEncryptionKeys current;

    /** @param sources reads all keys; throws a RuntimeException that says what is wrong with them */
    KeyEncryptionKeyRing(Supplier<KeyEncryptionKeys> sources) {
        this.sources = sources;
        this.current = sources.get();
    }

    /** The same object for as long as no key changes. */
    KeyEncryptionKeys current() {
        return current;
    }

    /** Reads the sources now; keeps the keys of before when that fails. */
    void reload() {
        try {
            KeyEncryptionKeys read = sources.get();
            if (!read.equals(current)) {
                current.requireSameBytes(read);
                current = read;
                LOG.infof("key-encryption keys in force: %s, of which '%s' wraps", read.ids(), read.activeId());
            }
        } catch (RuntimeException unusable) {
            LOG.warnf("the key-encryption keys stay as they are: %s", unusable.getMessage());
        }
    }
}
