package io.recordstore.crypto;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Key-encryption keys from the configuration itself, from files and from a directory. */
final class KeyEncryptionKeySources implements Supplier<KeyEncryptionKeys> {
    private static final String ACTIVE_FILE = "active";

    /** A key in base64 has 44 characters; what is far longer is not a key and not read. */
    private static final long MAX_FILE_BYTES = 4096;

    private final EncryptionConfig config;
    private final Map<String, Path> furtherFiles;

    /** @param furtherFiles by id, where nothing is configured */
    KeyEncryptionKeySources(EncryptionConfig config, Map<String, Path> furtherFiles) {
        this.config = config;
        this.furtherFiles = furtherFiles;
    }

    /** @throws ConfigurationException when there is no key, or one that cannot be read, or none to wrap with */
    @Override
    public KeyEncryptionKeys get() {
        Map<String, byte[]> keys = new TreeMap<>();
        config.keys().forEach((id, text) -> put(keys, id, decode("recordstore.encryption.keys.\"" + id + "\"", text)));
        config.keyFiles().forEach((id, file) -> put(keys, id, decode(file.toString(), read(file))));
        for (Path file : directoryFiles()) {
            put(keys, file.getFileName().toString(), decode(file.toString(), read(file)));
        }
        if (keys.isEmpty()) {
            furtherFiles.forEach((id, file) -> put(keys, id, decode(file.toString(), read(file))));
        }
        if (keys.isEmpty()) {
            throw new ConfigurationException("no key-encryption key is configured, and records are never stored"
                    + " unencrypted: put one (openssl rand -base64 32) in a file and set"
                    + " recordstore.encryption.key-files.\"2026-01\"=/path/to/file, with an id of your choice");
        }
        try {
            return new KeyEncryptionKeys(keys, activeId(keys));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static void put(Map<String, byte[]> keys, String id, byte[] key) {
        if (keys.put(id, key) != null) {
            throw new ConfigurationException(
                    "the key-encryption key '" + id + "' is configured in two places: leave it in one");
        }
    }

    private String activeId(Map<String, byte[]> keys) {
        Optional<String> inDirectory = config.keyDirectory()
                .map(directory -> directory.resolve(ACTIVE_FILE))
                .filter(Files::isRegularFile)
                .map(file -> read(file).strip());
        if (inDirectory.isPresent() && config.activeKey().isPresent()) {
            throw new ConfigurationException("recordstore.encryption.active-key and the file '" + ACTIVE_FILE
                    + "' of recordstore.encryption.key-directory both name the active key: leave one");
        }
        return config.activeKey().or(() -> inDirectory).orElseGet(() -> {
            if (keys.size() > 1) {
                throw new ConfigurationException("several key-encryption keys are configured " + keys.keySet()
                        + ": set recordstore.encryption.active-key to the one that wraps new data keys");
            }
            return keys.keySet().iterator().next();
        });
    }

    /** Without names that start with a dot, where Kubernetes keeps a mounted secret's versions. */
    private List<Path> directoryFiles() {
        if (config.keyDirectory().isEmpty()) {
            return List.of();
        }
        Path directory = config.keyDirectory().get();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.getFileName().toString().equals(ACTIVE_FILE))
                    .sorted()
                    .forEach(files::add);
        } catch (IOException e) {
            throw new ConfigurationException("the key-encryption keys in " + directory + " cannot be read: " + e);
        }
        return files;
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigurationException(file + " is too long to be a key-encryption key");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException("the key-encryption key in " + file + " cannot be read: " + e);
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
