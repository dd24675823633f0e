package io.recordstore.crypto;

import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the key-encryption keys at start and every few seconds; in dev mode makes one that lasts. */
@Singleton
class KeyEncryptionKeyLoader {
    private static final String DEV_KEY_ID = "dev";

    private final EncryptionConfig config;
    private final Path devDirectory;
    private final ScheduledExecutorService reloads =
            Executors.newSingleThreadScheduledExecutor(KeyEncryptionKeyLoader::daemon);

    KeyEncryptionKeyLoader(
            EncryptionConfig config,
            @ConfigProperty(name = "recordstore.dev.directory", defaultValue = "data/dev") Path devDirectory) {
        this.config = config;
        this.devDirectory = devDirectory;
    }

    @Produces
    @Singleton
    KeyEncryptionKeyRing load() {
        boolean isDev = LaunchMode.current() == LaunchMode.DEVELOPMENT;
        KeyEncryptionKeyRing ring = new KeyEncryptionKeyRing(
                new KeyEncryptionKeySources(config, isDev ? Map.of(DEV_KEY_ID, devKeyFile()) : Map.of()));
        long millis = config.reload().toMillis();
        reloads.scheduleWithFixedDelay(ring::reload, millis, millis, TimeUnit.MILLISECONDS);
        return ring;
    }

    void stop(@Disposes KeyEncryptionKeyRing ring) {
        reloads.shutdownNow();
    }

    private static Thread daemon(Runnable reload) {
        Thread thread = new Thread(reload, "recordstore-key-encryption-keys");
        thread.setDaemon(true);
        return thread;
    }

    /** The dev key is kept: without it the data directory could not be opened again. */
    private Path devKeyFile() {
        Path file = devDirectory.resolve("key-encryption-key");
        try {
            if (!Files.exists(file)) {
                byte[] key = new byte[KeyEncryptionKeys.KEY_BYTES];
                new SecureRandom().nextBytes(key);
                PrivateFile.create(file, Base64.getEncoder().encodeToString(key));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the dev key-encryption key cannot be kept in " + file, e);
        }
    }
}
