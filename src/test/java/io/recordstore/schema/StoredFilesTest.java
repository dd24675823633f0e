package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.crypto.RawStore;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;

/**
 * What docs/security.md says that a stolen disk gives away and what not, looked for in all that lies there: the key-values,
 * the write-ahead log and, when the server has stopped, the tables.
 */
class StoredFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY_ID = "2026-01-readable-key-id";

    private static final List<String> SECRET = List.of(
            "SECRET-DIARY",
            "SECRET-SSN",
            "SECRET-NESTED",
            "SECRET-OF-AN-OLD-VERSION",
            "SECRET-OF-A-DELETED-RECORD",
            "SECRET-IN-PIECES",
            "SECRET-COMPRESSED");

    private static final List<String> READABLE = List.of(
            "readable-primary-key",
            "readable-indexed-value",
            "readable-included-value",
            "readabletext",
            "a_field_that_is_readable",
            "AMessageThatIsReadable",
            "an_index_that_is_readable",
            TestServer.TENANT.value(),
            TestServer.SPACE.value(),
            KEY_ID);

    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message AMessageThatIsReadable {
              string id = 1 [(recordstore.v1.field).primary_key = true];
              string a_field_that_is_readable = 2;
              string included = 3;
              string words = 4;
              string diary = 5;
              string ssn = 6 [(recordstore.v1.field) = { sensitive: true, unique: true }];
              repeated Nested nested = 7;
            }
            message Nested { string text = 1 [(recordstore.v1.field).sensitive = true]; }
            """;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aStolenDiskGivesAwayWhatTheDocumentationSaysAndNothingElse() throws Exception {
        Database database = TestStore.openDatabase(threads, directory);
        try {
            populate(new TestServer(database, threads, TestDataKeys.create(KEY_ID, KEY_ID)));
            assertGivesAway("key-values", keyValues(database));
            assertGivesAway("write-ahead log", files(".log"));
        } finally {
            database.close();
        }

        // What the log has is moved to tables when the directory is opened again.
        TestStore.openDatabase(threads, directory).close();
        assertGivesAway("tables", tables());
        byte[] everyFile = files("");
        for (String secret : SECRET) {
            assertThat(holds(everyFile, secret)).as(secret).isFalse();
        }
        byte[] keyEncryptionKey = Arrays.copyOf(KEY_ID.getBytes(StandardCharsets.UTF_8), 32);
        assertThat(RawStore.contains(everyFile, keyEncryptionKey))
                .as("the key-encryption key")
                .isFalse();
    }

    private static void populate(TestServer server) {
        server.createSpace();
        IndexDefinition covering = new IndexDefinition(
                "an_index_that_is_readable",
                "AMessageThatIsReadable",
                IndexKind.VALUE,
                List.of(IndexColumn.of("a_field_that_is_readable"), IndexColumn.of("ssn")),
                List.of(),
                List.of(IndexColumn.of("included")),
                List.of(),
                false,
                IndexDefinition.Tokenizer.DEFAULT,
                false,
                Optional.empty());
        server.apply(
                PROTO,
                covering,
                IndexDefinition.of("words", "AMessageThatIsReadable", IndexKind.TEXT, List.of(IndexColumn.of("words"))),
                IndexDefinition.value("nested", "AMessageThatIsReadable", List.of("nested.text")));
        put(server, "1", "SECRET-OF-AN-OLD-VERSION", "SECRET-SSN-OLD");
        put(server, "1", "SECRET-DIARY", "SECRET-SSN");
        put(server, "2", "SECRET-IN-PIECES".repeat(20_000), "SECRET-SSN-2");
        put(server, "3", "SECRET-COMPRESSED ".repeat(100), "SECRET-SSN-3");
        put(server, "4", "SECRET-OF-A-DELETED-RECORD", "SECRET-SSN-4");
        server.write((context, open) -> open.store().deleteRecordAsync(Tuple.from(1, "readable-primary-key-4")));
        server.rotations().rotate(TestServer.TENANT, TestServer.SPACE).await().atMost(PATIENCE);
    }

    private static void put(TestServer server, String id, String diary, String ssn) {
        server.put(
                "AMessageThatIsReadable",
                """
                {"id": "readable-primary-key-%s", "a_field_that_is_readable": "readable-indexed-value",
                 "included": "readable-included-value", "words": "readabletext", "diary": "%s", "ssn": "%s",
                 "nested": [{"text": "SECRET-NESTED"}]}"""
                        .formatted(id, diary, ssn));
    }

    private static void assertGivesAway(String where, byte[] bytes) {
        for (String readable : READABLE) {
            assertThat(holds(bytes, readable))
                    .as("%s in the %s", readable, where)
                    .isTrue();
        }
        for (String secret : SECRET) {
            assertThat(holds(bytes, secret)).as("%s in the %s", secret, where).isFalse();
        }
    }

    private static boolean holds(byte[] bytes, String text) {
        return RawStore.contains(bytes, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] keyValues(Database database) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<KeyValue> stored = database.read(transaction -> transaction
                .getRange(new Range(new byte[0], new byte[] {(byte) 0xff}))
                .asList()
                .join());
        stored.forEach(entry -> {
            all.writeBytes(entry.getKey());
            all.writeBytes(entry.getValue());
        });
        return all.toByteArray();
    }

    private byte[] files(String suffix) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .toList()) {
                all.writeBytes(Files.readAllBytes(file));
            }
        }
        return all.toByteArray();
    }

    /** Tables are compressed, so they are read by what reads them. */
    private byte[] tables() throws IOException, RocksDBException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                read(file, all);
            }
        }
        return all.toByteArray();
    }

    private static void read(Path table, ByteArrayOutputStream into) throws RocksDBException {
        try (Options options = new Options();
                ReadOptions read = new ReadOptions();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(table.toString());
            try (SstFileReaderIterator entries = reader.newIterator(read)) {
                for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                    into.writeBytes(entries.key());
                    into.writeBytes(entries.value());
                }
            }
        }
    }
}
