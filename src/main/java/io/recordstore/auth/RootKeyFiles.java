package io.recordstore.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Root public keys in files: a directory with one key to a file named {@code <key id>.pub}, or one file of lines
 * {@code <key id> <64 hexadecimal digits>} where empty lines and those that start with {@code #} count for nothing.
 */
final class RootKeyFiles {
    private static final Pattern FILE_NAME = Pattern.compile("(\\d{1,9})\\.pub");
    private static final Pattern LINE = Pattern.compile("(\\d{1,9})\\s+(\\S+)");

    /** A key's file holds 64 digits; what is far longer is not a key and not read. */
    private static final long MAX_FILE_BYTES = 64 * 1024;

    private RootKeyFiles() {}

    /**
     * Hexadecimal keys by key id.
     *
     * @throws UncheckedIOException when the path cannot be read
     * @throws IllegalArgumentException when a file holds something else
     */
    static Map<Integer, String> read(Path path) {
        try {
            return Files.isDirectory(path) ? readDirectory(path) : readLines(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "the root public keys at " + path + " cannot be read: " + unreadable, unreadable);
        }
    }

    private static Map<Integer, String> readDirectory(Path directory) throws IOException {
        Map<Integer, String> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = FILE_NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    keys.put(Integer.valueOf(name.group(1)), readText(file).strip());
                }
            }
        }
        return keys;
    }

    private static Map<Integer, String> readLines(Path file) throws IOException {
        Map<Integer, String> keys = new TreeMap<>();
        for (String line : readText(file).lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                Matcher parts = LINE.matcher(line);
                if (!parts.matches()) {
                    throw new IllegalArgumentException(
                            "a line of " + file + " is not <key id> <64 hexadecimal digits>");
                }
                keys.put(Integer.valueOf(parts.group(1)), parts.group(2));
            }
        }
        return keys;
    }

    private static String readText(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IllegalArgumentException(file + " is too long to be root public keys");
        }
        return Files.readString(file);
    }
}
