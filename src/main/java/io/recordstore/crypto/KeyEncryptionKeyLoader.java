package io.recordstore.crypto;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the key-encryption keys at start; in dev mode makes one that lasts. */
@Singleton
class KeyEncryptionKeyLoader {
    private static final String DEV_KEY_ID = "dev";

    private final EncryptionConfig config;
    private final Path devDirectory;

    KeyEncryptionKeyLoader(
            EncryptionConfig config,
            @ConfigProperty(name = "recordstore.dev.directory", defaultValue = "data/dev") Path devDirectory) {
        this.config = config;
        this.devDirectory = devDirectory;
    }

    @Produces
    @Singleton
    KeyEncryptionKeys load() {
        Map<String, byte[]> keys = configured();
        if (keys.isEmpty() && LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            keys.put(DEV_KEY_ID, devKey());
        }
        if (keys.isEmpty()) {
            throw new ConfigurationException("no key-encryption key is configured, and records are never stored"
                    + " unencrypted: put one (openssl rand -base64 32) in a file and set"
                    + " recordstore.encryption.key-files.\"2026-01\"=/path/to/file, with an id of your choice");
        }
        return new KeyEncryptionKeys(keys, activeId(keys));
    }

    private Map<String, byte[]> configured() {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        config.keys().forEach((id, text) -> keys.put(id, decode("recordstore.encryption.keys.\"" + id + "\"", text)));
        config.keyFiles().forEach((id, file) -> keys.put(id, decode(file.toString(), read(file))));
        return keys;
    }

    private String activeId(Map<String, byte[]> keys) {
        return config.activeKey().orElseGet(() -> {
            if (keys.size() > 1) {
                throw new ConfigurationException("several key-encryption keys are configured " + keys.keySet()
                        + ": set recordstore.encryption.active-key to the one that wraps new data keys");
            }
            return keys.keySet().iterator().next();
        });
    }

    /** The dev key is kept: without it the data directory could not be opened again. */
    private byte[] devKey() {
        Path file = devDirectory.resolve("key-encryption-key");
        try {
            if (!Files.exists(file)) {
                byte[] key = new byte[KeyEncryptionKeys.KEY_BYTES];
                new SecureRandom().nextBytes(key);
                PrivateFile.create(file, Base64.getEncoder().encodeToString(key));
            }
            return decode(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the dev key-encryption key cannot be kept in " + file, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException("the key-encryption key in " + file + " cannot be read", e);
        }
    }

    private static byte[] decode(String source, String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(source + " does not hold base64 (openssl rand -base64 32 makes a key)");
        }
    }
}
