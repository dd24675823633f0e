package io.recordstore.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars and folders of what a program runs with. */
final class ClassPath {
    private static final String CLASS = ".class";

    private final List<Path> roots;

    /** @param roots jars and folders */
    ClassPath(List<Path> roots) {
        this.roots = roots;
    }

    /** Of this process, without what only tests have. */
    static ClassPath ofThisProcess() {
        return new ClassPath(
                Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(System.getProperty("path.separator")))
                        .map(Path::of)
                        .filter(Files::exists)
                        .filter(path -> !path.endsWith("test-classes"))
                        .toList());
    }

    /** Those that have any of these files or folders. */
    ClassPath having(String... names) {
        return new ClassPath(roots.stream()
                .filter(root -> read(root, top -> Stream.of(names).anyMatch(name -> Files.exists(top.resolve(name)))))
                .toList());
    }

    /** Names of files, with slashes. */
    Set<String> files(Predicate<String> filter) {
        return roots.stream()
                .flatMap(root -> read(root, top -> list(top, filter)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of classes. */
    Set<String> classes(Predicate<String> filter) {
        return files(file -> file.endsWith(CLASS) && !file.startsWith("META-INF/")).stream()
                .map(file -> file.substring(0, file.length() - CLASS.length()).replace('/', '.'))
                .filter(filter)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Bytes of files as characters. */
    void forEach(Predicate<String> filter, BiConsumer<String, String> reader) {
        for (Path root : roots) {
            read(root, top -> {
                list(top, filter).forEach(file -> reader.accept(file, text(top.resolve(file))));
                return null;
            });
        }
    }

    private static String text(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> list(Path top, Predicate<String> filter) {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> top.relativize(file).toString())
                    .filter(filter)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(Path root, Function<Path, T> reader) {
        if (Files.isDirectory(root)) {
            return reader.apply(root);
        }
        try (FileSystem jar = FileSystems.newFileSystem(root)) {
            return reader.apply(jar.getPath("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
