package io.recordstore.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.protobuf.ByteString;
import io.recordstore.fault.DataLoss;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes, wraps, unwraps and rotates the keys of RecordSpaces. */
@Singleton
public class DataKeys {
    private static final byte[] INDEX_PURPOSE = "index".getBytes(StandardCharsets.US_ASCII);

    private final KeyEncryptionKeyRing keyEncryptionKeys;
    private final int compressFrom;

    DataKeys(KeyEncryptionKeyRing keyEncryptionKeys, EncryptionConfig config) throws GeneralSecurityException {
        AeadConfig.register();
        PrfConfig.register();
        this.keyEncryptionKeys = keyEncryptionKeys;
        this.compressFrom = config.compressFrom();
    }

    /**
     * A RecordSpace's keys as they are stored.
     *
     * @param keyEncryptionKeyId the id of the key that wraps them
     * @param encryptedKeyset the data-encryption keys: a Tink keyset, encrypted
     * @param encryptedIndexKeyset the key of {@link FieldHmac}: a Tink keyset, encrypted
     */
    public record Wrapped(String keyEncryptionKeyId, ByteString encryptedKeyset, ByteString encryptedIndexKeyset) {}

    /**
     * What may be known of a data-encryption key.
     *
     * @param id as sealed records name it
     * @param isPrimary whether it seals what is written now; the others only open
     */
    public record KeyInfo(int id, boolean isPrimary) {}

    /** Both keysets, in the clear. */
    private record Opened(KeysetHandle data, KeysetHandle index) {}

    /**
     * Makes the keys of a new incarnation.
     *
     * @param owner the incarnation they are for; they unwrap for no other
     */
    public Wrapped create(byte[] owner) {
        try {
            return wrap(
                    new Opened(
                            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
                            KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA256_PRF)),
                    owner);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("data keys could not be made", e);
        }
    }

    /** @throws DataLoss when the key-encryption key is not configured, or the keys are not this owner's */
    public RecordKeys unwrap(Wrapped wrapped, byte[] owner) {
        Opened opened = open(wrapped, owner);
        try {
            RecordCipher cipher = new RecordCipher(opened.data());
            return new RecordKeys(
                    cipher, new RecordSealer(cipher, owner.clone(), compressFrom), new FieldHmac(opened.index()));
        } catch (GeneralSecurityException e) {
            throw unreadable(wrapped);
        }
    }

    /**
     * The data-encryption keys without their bytes, in the order in which they were added.
     *
     * @throws DataLoss as {@link #unwrap}
     */
    public List<KeyInfo> describe(Wrapped wrapped, byte[] owner) {
        KeysetHandle keyset = open(wrapped, owner).data();
        List<KeyInfo> keys = new ArrayList<>();
        for (int i = 0; i < keyset.size(); i++) {
            keys.add(new KeyInfo(keyset.getAt(i).getId(), keyset.getAt(i).isPrimary()));
        }
        return keys;
    }

    /**
     * The same keys, and a new one that seals from now on.
     *
     * @throws DataLoss as {@link #unwrap}
     */
    public Wrapped withNewPrimary(Wrapped wrapped, byte[] owner) {
        Opened opened = open(wrapped, owner);
        try {
            KeysetHandle.Builder keyset = KeysetHandle.newBuilder(opened.data());
            keyset.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                    .withRandomId()
                    .makePrimary());
            return wrap(new Opened(keyset.build(), opened.index()), owner);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a data key could not be added", e);
        }
    }

    /**
     * Only the key that seals now: what others sealed opens no more.
     *
     * @throws DataLoss as {@link #unwrap}
     */
    public Wrapped withPrimaryAlone(Wrapped wrapped, byte[] owner) {
        Opened opened = open(wrapped, owner);
        try {
            KeysetHandle.Entry primary = opened.data().getPrimary();
            KeysetHandle keyset = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(primary.getKey())
                            .withFixedId(primary.getId())
                            .makePrimary())
                    .build();
            return wrap(new Opened(keyset, opened.index()), owner);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("data keys could not be dropped", e);
        }
    }

    /** The id of the key-encryption key that wraps what is written now. */
    public String activeKeyEncryptionKey() {
        return keyEncryptionKeys.current().activeId();
    }

    /**
     * The same keys under the active key-encryption key.
     *
     * @throws DataLoss as {@link #unwrap}
     */
    public Wrapped rewrap(Wrapped wrapped, byte[] owner) {
        try {
            return wrap(open(wrapped, owner), owner);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("data keys could not be wrapped", e);
        }
    }

    private Wrapped wrap(Opened keys, byte[] owner) throws GeneralSecurityException {
        KeyEncryptionKeys current = keyEncryptionKeys.current();
        Aead key = current.get(current.activeId());
        return new Wrapped(
                current.activeId(),
                ByteString.copyFrom(TinkProtoKeysetFormat.serializeEncryptedKeyset(keys.data(), key, owner)),
                ByteString.copyFrom(
                        TinkProtoKeysetFormat.serializeEncryptedKeyset(keys.index(), key, indexOwner(owner))));
    }

    private Opened open(Wrapped wrapped, byte[] owner) {
        Aead key = keyEncryptionKeys.current().get(wrapped.keyEncryptionKeyId());
        try {
            return new Opened(
                    TinkProtoKeysetFormat.parseEncryptedKeyset(
                            wrapped.encryptedKeyset().toByteArray(), key, owner),
                    TinkProtoKeysetFormat.parseEncryptedKeyset(
                            wrapped.encryptedIndexKeyset().toByteArray(), key, indexOwner(owner)));
        } catch (GeneralSecurityException e) {
            throw unreadable(wrapped);
        }
    }

    /** Neither keyset passes for the other. */
    private static byte[] indexOwner(byte[] owner) {
        byte[] extended = Arrays.copyOf(owner, owner.length + INDEX_PURPOSE.length);
        System.arraycopy(INDEX_PURPOSE, 0, extended, owner.length, INDEX_PURPOSE.length);
        return extended;
    }

    private static DataLoss unreadable(Wrapped wrapped) {
        return new DataLoss(
                "DATA_KEY_UNREADABLE",
                "the RecordSpace's data keys do not open with the key-encryption key '" + wrapped.keyEncryptionKeyId()
                        + "': it is not the key that wrapped them",
                Map.of("keyEncryptionKey", wrapped.keyEncryptionKeyId()));
    }
}
