package io.recordstore.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the build tells a native image: nothing that was once needed is missing, and nothing new is overlooked. */
class NativeImageConfigurationTest {
    /** Where libraries look a class up by its name or through services, and why that is taken care of. */
    private static final Map<String, String> KNOWN_LOOKUPS = Map.ofEntries(
            Map.entry("com.apple.foundationdb.tuple.FastByteComparisons$LexicographicalComparerHolder", "registered"));

    private final NativeImageConfiguration configuration = NativeImageConfiguration.ofThisProcess();

    private static Set<String> names(JsonArray entries) {
        return entries.stream()
                .map(entry -> ((JsonObject) entry).getString("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyProviderThatAServiceFileOfTheRecordLayerNamesIsRegisteredWithItsFile() {
        assertThat(configuration.providers())
                .hasSizeGreaterThan(190)
                .contains(
                        "com.apple.foundationdb.record.provider.foundationdb.indexes.RankIndexMaintainerFactory",
                        "com.apple.foundationdb.record.provider.common.text.DefaultTextTokenizerFactory")
                .allSatisfy(provider -> assertThat(
                                Class.forName(provider, false, getClass().getClassLoader()))
                        .isNotNull());
        assertThat(names(configuration.reflection())).containsAll(configuration.providers());
        assertThat(configuration.resources().encode())
                .contains("META-INF/services/com.apple.foundationdb.record.PlanDeserializer");
    }

    @Test
    void whatNativeLibrariesCallIsRegistered() {
        assertThat(names(configuration.jni()))
                .contains(
                        "[B",
                        "[[B",
                        "com.apple.foundationdb.FDBException",
                        "com.apple.foundationdb.RangeResult",
                        "com.apple.foundationdb.MappedRangeResult",
                        "com.apple.foundationdb.MappedKeyValue",
                        "com.apple.foundationdb.KeyArrayResult",
                        "com.apple.foundationdb.KeyRangeArrayResult",
                        "com.apple.foundationdb.RangeResultSummary",
                        "com.apple.foundationdb.Range",
                        "java.lang.Runnable",
                        "java.lang.String",
                        "java.lang.RuntimeException",
                        "java.lang.IllegalArgumentException",
                        "java.lang.OutOfMemoryError",
                        "org.rocksdb.RocksDBException",
                        "org.rocksdb.Status",
                        "java.util.ArrayList",
                        "java.util.HashMap");
    }

    @Test
    void messagesOfSchemasAndPlansCanBeReadByName() {
        assertThat(names(configuration.reflection()))
                .contains(
                        "com.google.protobuf.DescriptorProtos$FileOptions",
                        "com.google.protobuf.DescriptorProtos$FieldOptions$Builder",
                        "com.google.protobuf.DescriptorProtos$FieldOptions$CType",
                        "com.google.protobuf.Any",
                        "com.google.protobuf.Any$Builder",
                        "io.recordstore.v1.PutRequest",
                        "io.recordstore.storage.v1.CatalogEntry",
                        "com.google.rpc.ErrorInfo");
    }

    @Test
    void theCommandLineAndWhatTheEmbeddedEngineSetsByNameAreRegistered() {
        assertThat(names(configuration.reflection()))
                .contains(
                        "com.apple.foundationdb.FDB",
                        "io.recordstore.cli.ServeCommand",
                        "io.recordstore.cli.connection.ConnectionOptions",
                        "com.apple.foundationdb.tuple.FastByteComparisons$LexicographicalComparerHolder$UnsafeComparer");
    }

    @Test
    void nativeLibrariesDemoDataAndProtosAreInTheImage() {
        assertThat(configuration.resources().encode())
                .contains(
                        "lib/linux/amd64/libfdb_java.so",
                        "librocksdbjni-linux64.so",
                        "demo/cities.ndjson",
                        "record-store.properties",
                        "google/protobuf/timestamp.proto")
                .doesNotContain("musl", "osx", "win64", "ppc64le");
    }

    @Test
    void nothingWithAThreadASeedOrANativeHandleIsInitialisedAtBuildTime() {
        assertThat(configuration.properties())
                .contains(NativeImageConfiguration.AT_RUN_TIME)
                .contains("io.recordstore.store.Transactions", "sun.security.x509");
        assertThat(configuration.ownAtRunTime()).doesNotContain("io.recordstore.auth.Access");
    }

    @Test
    void noLibraryLooksClassesUpInAWayThatIsNotKnown() {
        Set<String> lookups = new TreeSet<>();
        ClassPath.ofThisProcess()
                .having(
                        "com/apple/foundationdb",
                        "org/rocksdb",
                        "org/biscuitsec",
                        "com/google/crypto/tink",
                        "com/squareup/wire")
                .forEach(file -> file.endsWith(".class") && !file.startsWith("io/recordstore/"), (file, bytes) -> {
                    boolean byName = bytes.contains("forName") && bytes.contains("java/lang/Class");
                    boolean byService = bytes.contains("java/util/ServiceLoader");
                    if (byName || byService) {
                        lookups.add(file.replace(".class", "").replace('/', '.'));
                    }
                });

        assertThat(lookups)
                .as("a class that is looked up by name is to be registered in NativeImageConfiguration")
                .isEqualTo(new TreeSet<>(KNOWN_LOOKUPS.keySet()));
    }
}
