package io.recordstore.crypto;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** The key-encryption keys, 32 random bytes each in base64, and how records are sealed. */
@ConfigMapping(prefix = "recordstore.encryption")
public interface EncryptionConfig {

    /** Keys by id. For production prefer files: an environment is easier to read than a mounted secret. */
    Map<String, String> keys();

    /** Files that hold one key each, by the key's id. */
    @WithName("key-files")
    Map<String, Path> keyFiles();

    /**
     * A directory, such as a mounted secret, with one key to a file named by the key's id. Its file {@code active}, where
     * there is one, holds the id of the key that wraps.
     */
    @WithName("key-directory")
    Optional<Path> keyDirectory();

    /** The id of the key that wraps data keys; may be absent when there is only one key, or the directory says it. */
    @WithName("active-key")
    Optional<String> activeKey();

    /** How often files are read again; at least a second. */
    @WithDefault("10s")
    @DurationMin(seconds = 1)
    Duration reload();

    /** How often data keys are looked for that another than the active key wraps. */
    @WithName("rewrap-every")
    @WithDefault("10m")
    @DurationMin(millis = 1)
    Duration rewrapEvery();

    /**
     * The bytes from which on a record is compressed before it is sealed; 0 for never. Below the default what is saved is
     * less than what it takes: a key of FoundationDB and its place in a page are longer.
     */
    @WithName("compress-from")
    @WithDefault("512")
    @Min(0)
    int compressFrom();
}
