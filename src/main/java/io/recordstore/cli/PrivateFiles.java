package io.recordstore.cli;

import io.recordstore.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that their owner alone may read, from the moment they exist. */
final class PrivateFiles {
    private PrivateFiles() {}

    /**
     * Writes a file under a name that it gets when it is complete.
     *
     * @param replace whether to write over one that is there
     * @throws CommandFailure when there is one, or it cannot be written
     */
    static void write(Path file, String content, boolean replace) {
        refuseExisting(file, replace);
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new", ownerOnly());
            Files.writeString(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cannot) {
            throw CommandFailure.failed("the file " + file + " cannot be written");
        }
    }

    /** @throws CommandFailure when the file is there and is not to be replaced */
    static void refuseExisting(Path file, boolean replace) {
        if (!replace && Files.exists(file)) {
            throw CommandFailure.failed(
                    file + " is there already: what it opens or signed would be lost with it",
                    "  choose another id or --dir for a further key; --force replaces it");
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
