package io.recordstore.fdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cluster file that the native client is given. The client writes to it when coordinators move, so one that cannot be
 * written, as of a mounted ConfigMap or from a variable, is copied first.
 *
 * @param path where the client finds it
 * @param coordinators the addresses in it
 */
record ClusterFile(Path path, String coordinators) {
    /** Source: "Cluster files" in FoundationDB's documentation of administration. */
    private static final Pattern CONNECTION_STRING = Pattern.compile(
            "[A-Za-z0-9_]+:[A-Za-z0-9]+@(?<coordinators>[^\\s@,]+:\\d+(:tls)?(,[^\\s@,]+:\\d+(:tls)?)*)");

    private static final String FORM = "description:id@address:port,address:port";

    /**
     * Finds or makes the file.
     *
     * @throws IllegalStateException when there is no such file, or it is not a cluster file
     */
    static ClusterFile of(ClusterConfig config) {
        if (config.file().isPresent() && config.contents().isPresent()) {
            throw new IllegalStateException("both recordstore.fdb.cluster.file and recordstore.fdb.cluster.contents are"
                    + " set, and it is not said which cluster is meant: unset one");
        }
        Path directory = config.client().temporaryDirectory();
        return config.contents()
                .map(contents -> copy(contents, "recordstore.fdb.cluster.contents", directory))
                .orElseGet(() -> read(config.file().orElseThrow(), directory));
    }

    private static ClusterFile read(Path file, Path directory) {
        String contents;
        try {
            contents = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "there is no cluster file " + file + ": recordstore.fdb.cluster.file names it", e);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the cluster file " + file + " cannot be read: is it this process' to read?", e);
        }
        return isForTheClientToWrite(file)
                ? new ClusterFile(file, coordinators(contents, file.toString()))
                : copy(contents, file.toString(), directory);
    }

    /** The client writes another file beside it, and gives that its name. */
    private static boolean isForTheClientToWrite(Path file) {
        return Files.isWritable(file) && Files.isWritable(file.toAbsolutePath().getParent());
    }

    private static ClusterFile copy(String contents, String source, Path directory) {
        String coordinators = coordinators(contents, source);
        try {
            Path copy = Files.createTempFile(
                    directory,
                    "fdb",
                    ".cluster",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(copy, contents.strip() + "\n");
            copy.toFile().deleteOnExit();
            return new ClusterFile(copy, coordinators);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the client needs a cluster file that it can write, and none can be made in " + directory
                            + ": set recordstore.fdb.cluster.client.temporary-directory",
                    e);
        }
    }

    /** What the file says is not shown: its id is for those alone who may reach the cluster. */
    private static String coordinators(String contents, String source) {
        List<String> lines = contents.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        Matcher matcher = CONNECTION_STRING.matcher(lines.stream().collect(Collectors.joining()));
        if (lines.size() != 1 || !matcher.matches()) {
            throw new IllegalStateException(source + " is not a cluster file: it has one line of the form " + FORM
                    + ", with :tls after each" + " address of a cluster that is encrypted");
        }
        return matcher.group("coordinators");
    }
}
