package io.recordstore.fdb.embedded;

import com.apple.foundationdb.FDB;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rocksdb.util.Environment;

/**
 * Makes fdb-java usable in a process without FoundationDB's client library.
 *
 * <p>Paths of fdb-java that look like plain Java reach the class {@link FDB}: packing an incomplete versionstamp asks
 * {@code FDB.instance()} for the API version, and {@code AsyncUtil} takes its default executor from there. Its static
 * initialiser loads a native library, and its instance comes from native code. So the initialiser is pointed at a library
 * that every platform of this engine has, RocksDB's, through the property that fdb-java reads for it; and the instance
 * is made with its private constructor. No native method of {@code FDB} is called after that.
 *
 * <p>The statics of fdb-java outlive a reload of the application's classes, so an instance that is already there is left
 * as it is, also when it is that of the native client, with which the embedded engine gets along.
 */
public final class NativeFreeFdb {
    /**
     * The API version that the embedded engine speaks: what its answers were compared with on a real cluster. From 730 on
     * a transaction may be used while it commits without being poisoned, unless an option says otherwise.
     */
    public static final int API_VERSION = 730;

    private static final String LIBRARY_PROPERTY = "FDB_LIBRARY_PATH_FDB_JAVA";

    /** Set by {@link #install}, as a system property so that it is seen after a reload of classes too. */
    private static final String INSTALLED_PROPERTY = "io.recordstore.fdb.embedded.native-free";

    private static boolean installed;

    private NativeFreeFdb() {}

    /** Sets up fdb-java once for the process; later calls do nothing. */
    public static synchronized void install() {
        if (!installed) {
            initialise();
            installed = true;
        }
    }

    /** Whether this process runs without the native client because {@link #install} made it so. */
    public static boolean isInstalled() {
        return Boolean.getBoolean(INSTALLED_PROPERTY);
    }

    private static void initialise() {
        Path library = null;
        try {
            if (System.getProperty(LIBRARY_PROPERTY) == null) {
                library = extractLibrary();
                System.setProperty(LIBRARY_PROPERTY, library.toString());
            }
            if (!FDB.isAPIVersionSelected()) {
                setInstance();
                System.setProperty(INSTALLED_PROPERTY, "true");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a library into the directory for temporary files", e);
        } finally {
            if (library != null) {
                System.clearProperty(LIBRARY_PROPERTY);
                library.toFile().delete();
            }
        }
    }

    /** A copy of its own: a library file can be loaded by one class loader only, and RocksDB loads another copy. */
    private static Path extractLibrary() throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        try (InputStream resource = Environment.class.getClassLoader().getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("rocksdbjni has no library for this platform: " + name);
            }
            Path copy = Files.createTempFile("fdb-embedded", name.substring(name.lastIndexOf('.')));
            Files.copy(resource, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        }
    }

    private static void setInstance() {
        try {
            Constructor<FDB> constructor = FDB.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            Field singleton = FDB.class.getDeclaredField("singleton");
            singleton.setAccessible(true);
            singleton.set(null, constructor.newInstance(API_VERSION));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of fdb-java cannot be used without its native library", e);
        }
    }
}
