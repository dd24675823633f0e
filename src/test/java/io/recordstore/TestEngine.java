package io.recordstore;

import com.apple.foundationdb.FDB;
import io.recordstore.fdb.embedded.NativeFreeFdb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What the tests' stores are on: the embedded engine, or the FoundationDB cluster whose file {@code
 * RECORDSTORE_TEST_CLUSTER_FILE} names. Each store has a root of its own, so that tests and runs do not meet in a cluster.
 * Tests of the embedded engine itself are on it in either case. What it is, is printed and is in {@code
 * target/test-engine.txt}.
 */
public final class TestEngine implements LauncherSessionListener {
    public static final String CLUSTER_FILE_VARIABLE = "RECORDSTORE_TEST_CLUSTER_FILE";

    private static final Path REPORT = Path.of("target/test-engine.txt");

    /** The cluster file, where there is one. */
    public static Optional<String> clusterFile() {
        return Optional.ofNullable(System.getenv(CLUSTER_FILE_VARIABLE)).filter(file -> !file.isBlank());
    }

    /** A root that no other store has. */
    public static String newRoot() {
        return "test-" + UUID.randomUUID();
    }

    /** A process has the native client first or never: the embedded engine makes do with it, and not the other way. */
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        say(clusterFile()
                .map(file -> "the tests run on the FoundationDB cluster of " + file)
                .orElse("the tests run on the embedded engine; " + CLUSTER_FILE_VARIABLE
                        + " names the file of a cluster to run them on"));
        if (clusterFile().isPresent()) {
            FDB.selectAPIVersion(NativeFreeFdb.API_VERSION);
        }
    }

    private static void say(String engine) {
        System.out.println(engine);
        try {
            Files.writeString(REPORT, engine + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
