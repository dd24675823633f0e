package io.recordstore.crypto;

import java.security.GeneralSecurityException;
import java.util.Map;

/** Data keys under a key-encryption key of tests. */
public final class TestDataKeys {
    private TestDataKeys() {}

    public static DataKeys create() {
        try {
            return new DataKeys(new KeyEncryptionKeys(Map.of("test", new byte[KeyEncryptionKeys.KEY_BYTES]), "test"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
