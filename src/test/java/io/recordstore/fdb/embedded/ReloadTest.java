package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDB;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's classes are loaded anew while fdb-java and RocksDB stay, as a live reload does it. */
class ReloadTest {
    @TempDir
    Path directory;

    @Test
    void opensAgainWithItsClassesLoadedAnew() throws Exception {
        for (int life = 0; life < 3; life++) {
            try (URLClassLoader loader = reloading();
                    Database database = open(loader)) {
                assertThat(database).isNotInstanceOf(EmbeddedDatabase.class);
                int expected = life;
                byte[] before = database.run(transaction -> {
                    byte[] value = transaction.get(new byte[] {1}).join();
                    transaction.set(new byte[] {1}, new byte[expected + 1]);
                    return value;
                });
                assertThat(before == null ? 0 : before.length).isEqualTo(life);
                assertThat(FDB.instance().getAPIVersion()).isEqualTo(NativeFreeFdb.API_VERSION);
            }
        }
    }

    private Database open(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> reloaded = loader.loadClass(EmbeddedDatabase.class.getName());
        return (Database) reloaded.getMethod("inDirectory", Path.class).invoke(null, directory);
    }

    private static URLClassLoader reloading() throws MalformedURLException, IOException {
        URL classes =
                EmbeddedDatabase.class.getProtectionDomain().getCodeSource().getLocation();
        return new URLClassLoader(new URL[] {classes}, ReloadTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith(EmbeddedDatabase.class.getPackageName())) {
                    return super.loadClass(name, resolve);
                }
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
            }
        };
    }
}
