package io.recordstore.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.recordstore.fault.DataLoss;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The key-encryption keys that are configured, by id. All of them open; the active one wraps what is new. They never
 * leave this class. Immutable; equal when the keys and the active one are.
 */
public final class KeyEncryptionKeys {
    /** AES-256. */
    static final int KEY_BYTES = 32;

    private final Map<String, Key> keys = new TreeMap<>();
    private final String activeId;

    /** A key, and the hash by which another set's can be compared with it. */
    private record Key(Aead primitive, byte[] hash) {}

    /**
     * @param keys 32 bytes each, by id
     * @param activeId the id of the key that wraps new data keys
     * @throws IllegalArgumentException when a key has another length, or the active one is missing
     */
    public KeyEncryptionKeys(Map<String, byte[]> keys, String activeId) {
        keys.forEach((id, key) -> this.keys.put(id, key(id, key)));
        this.activeId = activeId;
        if (!this.keys.containsKey(activeId)) {
            throw new IllegalArgumentException("the active key-encryption key is '" + activeId
                    + "', which is not among the configured keys " + this.keys.keySet());
        }
    }

    /** The id of the key that wraps new data keys. */
    String activeId() {
        return activeId;
    }

    /** The ids of all keys, in their order. */
    Set<String> ids() {
        return keys.keySet();
    }

    /** @throws DataLoss when no key has this id */
    Aead get(String id) {
        Key key = keys.get(id);
        if (key == null) {
            throw new DataLoss(
                    "KEY_ENCRYPTION_KEY_MISSING",
                    "the RecordSpace's data keys are wrapped by the key-encryption key '" + id
                            + "', which is not configured: configure recordstore.encryption.key-files.\"" + id
                            + "\", or put it into recordstore.encryption.key-directory as a file of that name",
                    Map.of("keyEncryptionKey", id));
        }
        return key.primitive();
    }

    /**
     * What an id stands for never changes: what it wrapped would not open any more.
     *
     * @throws IllegalArgumentException when the others have other bytes under one of these ids
     */
    void requireSameBytes(KeyEncryptionKeys others) {
        keys.forEach((id, key) -> {
            Key other = others.keys.get(id);
            if (other != null && !MessageDigest.isEqual(key.hash(), other.hash())) {
                throw new IllegalArgumentException("the key-encryption key '" + id
                        + "' has other bytes than before: give a new key an id of its own");
            }
        });
    }

    private static Key key(String id, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key-encryption key '" + id + "' has " + key.length
                    + " bytes: it must be " + KEY_BYTES + " random bytes in base64 (openssl rand -base64 32)");
        }
        try {
            return new Key(
                    new AesGcmJce(key), MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM or no SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof KeyEncryptionKeys set)
                || !activeId.equals(set.activeId)
                || !keys.keySet().equals(set.keys.keySet())) {
            return false;
        }
        return keys.entrySet().stream()
                .allMatch(key -> MessageDigest.isEqual(
                        key.getValue().hash(), set.keys.get(key.getKey()).hash()));
    }

    @Override
    public int hashCode() {
        return 31 * keys.keySet().hashCode() + activeId.hashCode();
    }

    @Override
    public String toString() {
        return "key-encryption keys " + ids();
    }
}
