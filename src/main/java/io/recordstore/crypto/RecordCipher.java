package io.recordstore.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import java.security.GeneralSecurityException;

/**
 * Seals and opens with the data-encryption keys of one RecordSpace incarnation: AES-256-GCM, a random nonce each time,
 * 33 bytes longer than what is sealed (5 name the key, 12 are the nonce, 16 the tag). Safe for concurrent use.
 */
public final class RecordCipher {
    private final Aead keys;

    RecordCipher(KeysetHandle keyset) throws GeneralSecurityException {
        this.keys = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /**
     * @param associatedData what the ciphertext belongs to; it opens nowhere else
     */
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        try {
            return keys.encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /**
     * @param associatedData what the ciphertext was sealed for
     * @throws GeneralSecurityException when it was altered, sealed for something else, or with a key that is gone
     */
    public byte[] open(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
        return keys.decrypt(ciphertext, associatedData);
    }
}
