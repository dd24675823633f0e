package io.recordstore.crypto;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.protobuf.ByteString;
import io.recordstore.fault.DataLoss;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.util.Map;

/** Makes, wraps and unwraps the data-encryption keys of RecordSpaces. */
@Singleton
public class DataKeys {
    private final KeyEncryptionKeys keyEncryptionKeys;

    DataKeys(KeyEncryptionKeys keyEncryptionKeys) throws GeneralSecurityException {
        AeadConfig.register();
        this.keyEncryptionKeys = keyEncryptionKeys;
    }

    /**
     * Data-encryption keys as they are stored.
     *
     * @param keyEncryptionKeyId the id of the key that wraps them
     * @param encryptedKeyset a Tink keyset, encrypted
     */
    public record Wrapped(String keyEncryptionKeyId, ByteString encryptedKeyset) {}

    /**
     * Makes the keys of a new incarnation.
     *
     * @param owner the incarnation they are for; they unwrap for no other
     */
    public Wrapped create(byte[] owner) {
        String id = keyEncryptionKeys.activeId();
        try {
            KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            byte[] encrypted = TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, keyEncryptionKeys.get(id), owner);
            return new Wrapped(id, ByteString.copyFrom(encrypted));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("data keys could not be made", e);
        }
    }

    /** @throws DataLoss when the key-encryption key is not configured, or the keys are not this owner's */
    public RecordCipher unwrap(Wrapped wrapped, byte[] owner) {
        try {
            KeysetHandle keyset = TinkProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped.encryptedKeyset().toByteArray(),
                    keyEncryptionKeys.get(wrapped.keyEncryptionKeyId()),
                    owner);
            return new RecordCipher(keyset);
        } catch (GeneralSecurityException e) {
            throw new DataLoss(
                    "DATA_KEY_UNREADABLE",
                    "the RecordSpace's data keys do not open with the key-encryption key '"
                            + wrapped.keyEncryptionKeyId() + "': it is not the key that wrapped them",
                    Map.of("keyEncryptionKey", wrapped.keyEncryptionKeyId()));
        }
    }
}
