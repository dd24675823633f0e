package io.recordstore.crypto;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The key-encryption keys: 32 random bytes each, in base64. */
@ConfigMapping(prefix = "recordstore.encryption")
public interface EncryptionConfig {

    /** Keys by id. For production prefer {@link #keyFiles()}: an environment is easier to read than a mounted secret. */
    Map<String, String> keys();

    /** Files that hold one key each, by the key's id. */
    @WithName("key-files")
    Map<String, Path> keyFiles();

    /** The id of the key that wraps new data keys; may be absent when there is only one. */
    @WithName("active-key")
    Optional<String> activeKey();
}
