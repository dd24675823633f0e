package io.recordstore.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The files of the server. They are in a jar on the class path, in which they are no more than resources, and are copied to a
 * folder for the run; or in a folder that {@link Settings#PACKAGE} names.
 */
final class ServerPackage implements AutoCloseable {
    private static final String MARK = "quarkus/quarkus-application.dat";

    /** What the build has made of classes comes before the classes. */
    private static final List<String> FOLDERS = List.of("quarkus", "app", "lib/main", "lib/boot");

    private final Path application;
    private final Path run;

    private ServerPackage(Path application, Path run) {
        this.application = application;
        this.run = run;
    }

    static ServerPackage find() {
        Path place = Settings.get(Settings.PACKAGE).map(Path::of).orElseGet(ServerPackage::onTheClassPath);
        try {
            Path run = Files.createTempDirectory("record-store-junit");
            if (Files.isDirectory(place)) {
                return new ServerPackage(place, run);
            }
            unpack(place, run.resolve("server"));
            return new ServerPackage(run.resolve("server"), run);
        } catch (IOException e) {
            throw new UncheckedIOException("the server in " + place + " cannot be unpacked", e);
        }
    }

    private static Path onTheClassPath() {
        URL mark = ServerPackage.class.getClassLoader().getResource(MARK);
        try {
            if (mark != null && mark.openConnection() instanceof JarURLConnection jar) {
                jar.setUseCaches(false);
                return Path.of(jar.getJarFileURL().toURI());
            }
        } catch (IOException | java.net.URISyntaxException e) {
            throw new ExtensionConfigurationException("the server at " + mark + " cannot be read", e);
        }
        throw new ExtensionConfigurationException("there is no server: add record-store's jar with the classifier"
                + " 'server' to the tests' class path, name its folder with " + Settings.named(Settings.PACKAGE)
                + ", or a running server with " + Settings.named(Settings.SERVER));
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        try (FileSystem entries = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.walk(entries.getPath("/"))) {
            for (Path entry :
                    all.filter(path -> path.toString().endsWith(".jar")).toList()) {
                Path copy = folder.resolve(entry.toString().substring(1));
                Files.createDirectories(copy.getParent());
                Files.copy(entry, copy);
            }
        }
    }

    /** Where properties for the server are put. */
    Path configuration() {
        return run;
    }

    /** Of the server, with nothing above it but the JDK. */
    URLClassLoader loader() {
        List<URL> urls = new ArrayList<>();
        try {
            urls.add(run.toUri().toURL());
            for (String folder : FOLDERS) {
                try (Stream<Path> files = Files.list(application.resolve(folder))) {
                    for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .toList()) {
                        urls.add(jar.toUri().toURL());
                    }
                }
            }
        } catch (IOException e) {
            throw new ExtensionConfigurationException(
                    application + " is no packaged record-store: it is to have the folders " + FOLDERS, e);
        }
        return new URLClassLoader("record-store", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
