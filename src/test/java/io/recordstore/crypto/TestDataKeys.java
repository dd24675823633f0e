package io.recordstore.crypto;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Data keys under a key-encryption key of tests. */
public final class TestDataKeys {
    private TestDataKeys() {}

    public static DataKeys create() {
        return create("test", "test");
    }

    /**
     * Data keys under some of the key-encryption keys of tests; an id always stands for the same key.
     *
     * @param active the id of the one that wraps
     * @param ids the ids of all that are configured
     */
    public static DataKeys create(String active, String... ids) {
        Map<String, byte[]> keys = new HashMap<>();
        for (String id : ids) {
            keys.put(id, Arrays.copyOf(id.getBytes(StandardCharsets.UTF_8), KeyEncryptionKeys.KEY_BYTES));
        }
        try {
            return new DataKeys(new KeyEncryptionKeyRing(() -> new KeyEncryptionKeys(keys, active)), config());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A key for sensitive fields. */
    public static FieldHmac fieldHmac() {
        DataKeys keys = create();
        byte[] owner = {};
        return keys.unwrap(keys.create(owner), owner).fieldHmac();
    }

    /**
     * What is configured.
     *
     * @param settings alternating names and values under {@code recordstore.encryption}
     */
    public static EncryptionConfig config(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().addDiscoveredConverters();
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("recordstore.encryption." + settings[i], settings[i + 1]);
        }
        return config.withMapping(EncryptionConfig.class).build().getConfigMapping(EncryptionConfig.class);
    }
}
