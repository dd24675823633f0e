package io.recordstore.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Set;

/**
 * Seals and opens with the data-encryption keys of one RecordSpace incarnation: AES-256-GCM, a random nonce each time,
 * 33 bytes longer than what is sealed (5 name the key, 12 are the nonce, 16 the tag). The primary key seals, all of them
 * open. Safe for concurrent use.
 */
public final class RecordCipher {
    private static final byte TINK_PREFIX = 1;
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;

    private final Aead keys;
    private final int primaryKeyId;
    private final Set<Integer> keyIds = new HashSet<>();

    RecordCipher(KeysetHandle keyset) throws GeneralSecurityException {
        this.keys = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.primaryKeyId = keyset.getPrimary().getId();
        for (int i = 0; i < keyset.size(); i++) {
            keyIds.add(keyset.getAt(i).getId());
        }
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

    /** Whether the key that a ciphertext names is the one that seals now. */
    public boolean isSealedByPrimary(ByteBuffer ciphertext) {
        return namesAKey(ciphertext) && ciphertext.getInt(ciphertext.position() + 1) == primaryKeyId;
    }

    /** Whether a ciphertext names a key that is not, or no longer, among these. */
    public boolean isSealedByAnother(ByteBuffer ciphertext) {
        return namesAKey(ciphertext) && !keyIds.contains(ciphertext.getInt(ciphertext.position() + 1));
    }

    private static boolean namesAKey(ByteBuffer ciphertext) {
        return ciphertext.remaining() >= PREFIX_BYTES && ciphertext.get(ciphertext.position()) == TINK_PREFIX;
    }
}
