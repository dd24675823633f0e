package io.recordstore.fdb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Brings a checkpoint back. A copy is complete before it gets the name of the directory, so that what was cut short is
 * begun anew.
 *
 * <p>Versions never come twice, also not after a restore: what was given out after the checkpoint is not in it, so the
 * restored store begins as far ahead as that can be. Versions follow the clock, and each start skips what is reserved.
 */
final class RocksBackup {
    /** The file that names the backup a store began with: a start that asks for the same one again goes on with what is there. */
    private static final String ORIGIN = "RESTORED-FROM";

    /** Starts since the checkpoint was made; more than one in each ten seconds of a month. */
    private static final long STARTS = 500_000;

    private final Clock clock;

    RocksBackup(Clock clock) {
        this.clock = clock;
    }

    /** The version that a checkpoint has reserved; fails when it cannot be opened. */
    static long reservedVersion(Path checkpoint) {
        return with(checkpoint, true, (db, meta) -> read(db, meta));
    }

    /**
     * @return whether there was nothing in the directory, and now is what the backup has; otherwise it began with this backup
     * @throws IllegalStateException when there is something else in the directory, of which nothing is touched
     */
    boolean restore(Path backup, Path directory) {
        try {
            if (!isEmpty(directory)) {
                requireOrigin(backup, directory);
                return false;
            }
            long reserved = reservedVersion(backup);
            Path copy = directory.resolveSibling(directory.getFileName() + ".restoring");
            copy(backup, copy);
            writeOrigin(backup, copy);
            reserve(
                    copy,
                    reserved
                            + versionsSince(Files.getLastModifiedTime(backup.resolve("CURRENT"))
                                    .toInstant()));
            Files.deleteIfExists(directory);
            Files.move(copy, directory, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot restore the backup " + backup, e);
        }
    }

    private static void requireOrigin(Path backup, Path directory) throws IOException {
        Path origin = directory.resolve(ORIGIN);
        if (!Files.exists(origin) || !Files.readString(origin).equals(name(backup))) {
            throw new IllegalStateException("the backup " + backup
                    + " is not restored, because there is something else in "
                    + directory.toAbsolutePath() + ", of which nothing was changed: move that away to begin with the"
                    + " backup, or unset recordstore.fdb.embedded.restore-from to go on with what is there");
        }
    }

    private static void writeOrigin(Path backup, Path directory) throws IOException {
        Path origin = Files.writeString(directory.resolve(ORIGIN), name(backup));
        force(origin);
    }

    private static String name(Path backup) {
        return backup.toAbsolutePath().normalize().getFileName().toString();
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private long versionsSince(Instant checkpoint) {
        long seconds = Math.max(0, Duration.between(checkpoint, clock.instant()).toSeconds());
        return seconds * Limits.VERSIONS_PER_SECOND + STARTS * Limits.RESERVED_VERSIONS;
    }

    private static void copy(Path from, Path to) throws IOException {
        deleteAll(to);
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                force(Files.copy(file, to.resolve(file.getFileName())));
            }
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void reserve(Path directory, long version) {
        with(directory, false, (db, meta) -> {
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
                db.put(meta, synced, RocksStorage.RESERVED_KEY, value);
            }
            return version;
        });
    }

    private static long read(RocksDB db, ColumnFamilyHandle meta) throws RocksDBException {
        byte[] reserved = db.get(meta, RocksStorage.RESERVED_KEY);
        if (reserved == null) {
            throw new IllegalStateException("there is no store in it");
        }
        return ByteBuffer.wrap(reserved).getLong();
    }

    private interface Task {
        long run(RocksDB db, ColumnFamilyHandle meta) throws RocksDBException;
    }

    private static long with(Path directory, boolean isReadOnly, Task task) {
        RocksLibrary.load();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                ColumnFamilyOptions familyOptions = new ColumnFamilyOptions()) {
            List<ColumnFamilyDescriptor> families = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                    new ColumnFamilyDescriptor(RocksStorage.META, familyOptions));
            try (RocksDB db = isReadOnly
                    ? RocksDB.openReadOnly(options, directory.toString(), families, handles)
                    : RocksDB.open(options, directory.toString(), families, handles)) {
                try {
                    return task.run(db, handles.get(1));
                } finally {
                    handles.forEach(ColumnFamilyHandle::close);
                }
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot open the backup in " + directory.toAbsolutePath(), e);
        }
    }
}
