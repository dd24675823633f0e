package io.recordstore.fdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import io.recordstore.fdb.embedded.EngineListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdbDatabasesTest {
    @TempDir
    Path directory;

    private static Database open(FdbConfig config) {
        return FdbDatabases.open(config, ForkJoinPool.commonPool(), () -> true, EngineListener.NONE);
    }

    @Test
    void hasADefaultForEverything() {
        FdbConfig config = FdbConfigs.of(Map.of());

        assertThat(config.cluster().file()).isEmpty();
        assertThat(config.embedded().directory()).isEqualTo(Path.of("data/store"));
        assertThat(config.embedded().memory()).isFalse();
        assertThat(config.embedded().blockCacheMegabytes()).isEqualTo(256);
        assertThat(config.embedded().writeBufferMegabytes()).isEqualTo(64);
        assertThat(config.embedded().writeBuffers()).isEqualTo(3);
        assertThat(config.embedded().readThreads()).isEqualTo(8);
        assertThat(config.embedded().maxSnapshots()).isEqualTo(1_024);
        assertThat(config.embedded().maxConflictRanges()).isEqualTo(1_000_000);
    }

    @Test
    void opensTheEmbeddedEngineInItsDirectory() {
        Path data = directory.resolve("data");
        try (Database database = open(FdbConfigs.of(Map.of("recordstore.fdb.embedded.directory", data.toString())))) {
            assertThat(database).isInstanceOf(EmbeddedDatabase.class);
            assertThat(Files.isDirectory(data)).isTrue();
        }
    }

    @Test
    void keepsEverythingInMemoryWhenAsked() {
        Path data = directory.resolve("data");
        Map<String, String> properties = Map.of(
                "recordstore.fdb.embedded.directory", data.toString(), "recordstore.fdb.embedded.memory", "true");
        try (Database database = open(FdbConfigs.of(properties))) {
            assertThat(database).isInstanceOf(EmbeddedDatabase.class);
            assertThat(data).doesNotExist();
        }
    }
}
