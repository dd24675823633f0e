package io.recordstore.ops;

import io.recordstore.fdb.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of backups. Each lies in a directory named for when it was made and the version that it is of, which it gets
 * when it is whole. Whoever may write here is an operator: a file named {@code now} asks for a backup.
 */
final class BackupDirectory {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final Pattern BACKUP = Pattern.compile("\\d{8}T\\d{6}Z-v\\d+");
    private static final String REQUEST = "now";
    private static final String UNFINISHED = "unfinished";

    private final Path directory;

    BackupDirectory(Path directory) {
        this.directory = directory;
    }

    /** Whether somebody asks for a backup. */
    boolean isAskedFor() {
        return Files.exists(directory.resolve(REQUEST));
    }

    /** When the newest backup was made. */
    Optional<Instant> newest() throws IOException {
        List<Path> all = backups();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.from(TIME.parse(
                        all.get(all.size() - 1).getFileName().toString().split("-")[0])));
    }

    /** Makes a backup, and answers who asked for one. */
    Path make(EmbeddedDatabase database, Instant now) throws IOException {
        Files.createDirectories(directory);
        Path unfinished = directory.resolve(UNFINISHED);
        deleteAll(unfinished);
        long version = database.checkpoint(unfinished);
        Path backup = directory.resolve(TIME.format(now) + "-v" + version);
        deleteAll(backup);
        Files.move(unfinished, backup, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(directory.resolve(REQUEST));
        return backup;
    }

    /**
     * Deletes the oldest backups.
     *
     * @param count how many are kept; at least one
     */
    void keep(int count) throws IOException {
        List<Path> all = backups();
        for (Path old : all.subList(0, Math.max(0, all.size() - count))) {
            deleteAll(old);
        }
    }

    private List<Path> backups() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry ->
                            BACKUP.matcher(entry.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
        }
    }

    private static void deleteAll(Path backup) throws IOException {
        if (!Files.exists(backup)) {
            return;
        }
        try (Stream<Path> files = Files.list(backup)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(backup);
    }
}
