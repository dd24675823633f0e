package io.recordstore.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.recordstore.fault.DataLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key-encryption keys from the configuration, from files and from a mounted secret, and their reload. */
class KeyEncryptionKeyRingTest {
    private static final byte[] OWNER = {1};

    @TempDir
    Path directory;

    @Test
    void keysAreReadFromAllPlacesAndLiveAtOnce() throws IOException {
        write("mounted", 1);
        Path file = directory.resolveSibling(directory.getFileName() + "-file");
        Files.writeString(file, key(2) + "\n");

        KeyEncryptionKeyRing ring = ring(
                "key-directory",
                directory.toString(),
                "key-files.filed",
                file.toString(),
                "keys.given",
                key(3),
                "active-key",
                "filed");

        assertThat(ring.current().ids()).containsExactly("filed", "given", "mounted");
        assertThat(ring.current().activeId()).isEqualTo("filed");
    }

    @Test
    void aKeyThatAppearsCanBeUsedAndMadeActiveWithoutARestart() throws Exception {
        write("2026-01", 1);
        KeyEncryptionKeyRing ring = ring("key-directory", directory.toString());
        DataKeys keys = new DataKeys(ring, TestDataKeys.config());
        DataKeys.Wrapped old = keys.create(OWNER);

        write("2026-07", 2);
        Files.writeString(directory.resolve("active"), "2026-07\n");
        ring.reload();

        assertThat(keys.create(OWNER).keyEncryptionKeyId()).isEqualTo("2026-07");
        DataKeys.Wrapped rewrapped = keys.rewrap(old, OWNER);
        assertThat(rewrapped.keyEncryptionKeyId()).isEqualTo("2026-07");
        Files.delete(directory.resolve("2026-01"));
        ring.reload();
        assertThat(keys.describe(rewrapped, OWNER)).hasSize(1);
        assertThatThrownBy(() -> keys.unwrap(old, OWNER)).isInstanceOfSatisfying(DataLoss.class, error -> {
            assertThat(error.reason()).isEqualTo("KEY_ENCRYPTION_KEY_MISSING");
            assertThat(error).hasMessageContaining("'2026-01'");
        });
    }

    @Test
    void whatCannotBeUsedLeavesTheKeysOfBeforeInForce() throws IOException {
        write("2026-01", 1);
        KeyEncryptionKeyRing ring = ring("key-directory", directory.toString());
        KeyEncryptionKeys before = ring.current();

        Files.writeString(directory.resolve("2026-07"), "not a key");
        ring.reload();
        assertThat(ring.current()).isSameAs(before);

        Files.delete(directory.resolve("2026-07"));
        write("2026-01", 9);
        ring.reload();
        assertThat(ring.current()).as("other bytes under the same id").isSameAs(before);

        Files.delete(directory.resolve("2026-01"));
        ring.reload();
        assertThat(ring.current()).isSameAs(before);
    }

    @Test
    void errorsNameTheIdAndTheFixAndNeverTheKey() throws IOException {
        assertThatThrownBy(() -> ring())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("openssl rand");
        assertThatThrownBy(() -> ring("keys.one", key(1), "keys.two", key(2)))
                .hasMessageContaining("[one, two]")
                .hasMessageContaining("active-key");
        assertThatThrownBy(() -> ring("keys.one", key(1), "active-key", "two")).hasMessageContaining("'two'");
        String shortKey = Base64.getEncoder().encodeToString("too-short".getBytes());
        assertThatThrownBy(() -> ring("keys.one", shortKey))
                .hasMessageContaining("'one' has 9 bytes")
                .message()
                .doesNotContain(shortKey);
        assertThatThrownBy(() -> ring("keys.one", "?secret?"))
                .hasMessageContaining("recordstore.encryption.keys.\"one\"")
                .message()
                .doesNotContain("secret");
        write("one", 1);
        assertThatThrownBy(() -> ring("keys.one", key(1), "key-directory", directory.toString()))
                .hasMessageContaining("'one' is configured in two places");
        Files.writeString(directory.resolve("active"), "one");
        assertThatThrownBy(() -> ring("key-directory", directory.toString(), "active-key", "one"))
                .hasMessageContaining("leave one");
    }

    private static KeyEncryptionKeyRing ring(String... settings) {
        return new KeyEncryptionKeyRing(new KeyEncryptionKeySources(TestDataKeys.config(settings), Map.of()));
    }

    private void write(String id, int seed) throws IOException {
        Files.writeString(directory.resolve(id), key(seed));
    }

    private static String key(int seed) {
        byte[] key = new byte[KeyEncryptionKeys.KEY_BYTES];
        key[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }
}
