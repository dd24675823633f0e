package io.recordstore.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.recordstore.fault.DataLoss;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The key-encryption keys that are configured, by id. All of them open; the active one wraps what is new. They never
 * leave this class.
 */
public final class KeyEncryptionKeys {
    /** AES-256. */
    static final int KEY_BYTES = 32;

    private final Map<String, Aead> keys = new TreeMap<>();
    private final String activeId;

    /**
     * @param keys 32 bytes each, by id
     * @param activeId the id of the key that wraps new data keys
     * @throws IllegalArgumentException when a key has another length, or the active one is missing
     */
    public KeyEncryptionKeys(Map<String, byte[]> keys, String activeId) {
        keys.forEach((id, key) -> this.keys.put(id, primitive(id, key)));
        this.activeId = activeId;
        if (!this.keys.containsKey(activeId)) {
            throw new IllegalArgumentException("recordstore.encryption.active-key names '" + activeId
                    + "', which is not among the configured keys " + this.keys.keySet());
        }
    }

    /** The id of the key that wraps new data keys. */
    String activeId() {
        return activeId;
    }

    /** @throws DataLoss when no key has this id */
    Aead get(String id) {
        Aead key = keys.get(id);
        if (key == null) {
            throw new DataLoss(
                    "KEY_ENCRYPTION_KEY_MISSING",
                    "the RecordSpace's data keys are wrapped by a key-encryption key that is not configured: configure"
                            + " recordstore.encryption.key-files.\"" + id + "\"",
                    Map.of("keyEncryptionKey", id));
        }
        return key;
    }

    private static Aead primitive(String id, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key-encryption key '" + id + "' has " + key.length
                    + " bytes: it must be " + KEY_BYTES + " random bytes in base64 (openssl rand -base64 32)");
        }
        try {
            return new AesGcmJce(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }
}
