package io.recordstore.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The root key pair of dev mode, made at first start and kept in a file that only its owner may read, so that tokens
 * outlive a restart. Nothing touches the file outside dev mode.
 */
@ApplicationScoped
class DevRootKey {
    /** Out of the way of the ids that people choose. */
    static final int KEY_ID = Integer.MAX_VALUE;

    static final String FILE_NAME = "token-root-key";

    private final Path file;

    DevRootKey(@ConfigProperty(name = "recordstore.dev.directory", defaultValue = "data/dev") String directory) {
        this.file = Path.of(directory, FILE_NAME);
    }

    /** The public key by its id; makes the key pair when there is none. */
    Map<Integer, String> publicKeys() {
        return Map.of(KEY_ID, minter().publicKey());
    }

    /** Mints tokens with this key; makes the key pair when there is none. */
    synchronized TokenMinter minter() {
        try {
            if (!Files.exists(file)) {
                create();
            }
            return TokenMinter.of(KEY_ID, Files.readString(file).strip());
        } catch (IOException failure) {
            throw new UncheckedIOException("the root key of dev mode cannot be kept in " + file, failure);
        }
    }

    private void create() throws IOException {
        Files.createDirectories(file.getParent());
        Path written = Files.createTempFile(file.getParent(), FILE_NAME, ".new", ownerOnly());
        try {
            Files.writeString(written, TokenMinter.newPrivateKey());
            Files.move(written, file);
        } catch (FileAlreadyExistsException madeMeanwhile) {
            Files.delete(written);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
