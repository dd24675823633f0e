package io.recordstore.crypto;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.prf.PrfSet;
import java.security.GeneralSecurityException;

/**
 * HMAC-SHA-256 under a key of one RecordSpace incarnation: what its indexes hold of sensitive values. Equal inputs have
 * equal outputs there and nowhere else; without the key an output tells nothing but that. Safe for concurrent use.
 */
public final class FieldHmac {
    /** All of HMAC-SHA-256, so that two values never pass for equal. */
    private static final int BYTES = 32;

    private final PrfSet keys;

    FieldHmac(KeysetHandle keyset) throws GeneralSecurityException {
        this.keys = keyset.getPrimitive(RegistryConfiguration.get(), PrfSet.class);
    }

    /**
     * @param input the value and what tells its field from all others
     * @return 32 bytes
     */
    public byte[] of(byte[] input) {
        try {
            return keys.computePrimary(input, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
