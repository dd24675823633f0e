package io.recordstore.schema;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.quota.TestQuotas;
import io.recordstore.quota.UsageKeys;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.TestSpaces;
import io.recordstore.store.TestStore;
import io.recordstore.telemetry.Unwatched;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;

/** The schemas of one RecordSpace as one server has them, with its own caches. Several may share a database. */
final class TestServer {
    static final TenantName TENANT = new TenantName("tests");
    static final RecordSpaceName SPACE = new RecordSpaceName("space");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestStore store;
    private final TestSpaces spaces;
    private final RecordSpaceOpener opener;
    private final Jobs jobs;
    private final JobRuns runs;
    private final Schemas schemas;
    private final KeyRotations rotations;
    private final Clears clears;

    /** @param settings alternating names and values under {@code recordstore.index-builds} */
    TestServer(Database database, ExecutorService threads, String... settings) {
        this(database, threads, TestDataKeys.create(), settings);
    }

    /** @param dataKeys under the key-encryption keys that this server has */
    TestServer(Database database, ExecutorService threads, DataKeys dataKeys, String... settings) {
        store = new TestStore(database, threads);
        spaces = new TestSpaces(store, dataKeys);
        SchemaVersions versions = new SchemaVersions(store.root());
        opener = new RecordSpaceOpener(
                spaces.catalog(),
                versions,
                dataKeys,
                store.root(),
                Clock.systemUTC(),
                Unwatched.caches(),
                TestQuotas.storage(store));
        jobs = new Jobs(store.root());
        IndexBuildConfig config = config(settings);
        Reseals reseals = new Reseals(
                store.transactions(),
                spaces.catalog(),
                opener,
                dataKeys,
                jobs,
                config,
                store.recordLayer(),
                store.root(),
                Clock.systemUTC());
        JobMeters meters = new JobMeters(new SimpleMeterRegistry());
        runs = new JobRuns(
                store.transactions(),
                jobs,
                new IndexBuilds(store.transactions(), spaces.catalog(), opener, jobs, config, store.recordLayer()),
                reseals,
                config,
                meters);
        rotations = new KeyRotations(store.transactions(), spaces.catalog(), opener, dataKeys, reseals, runs, meters);
        SchemaUpgrade upgrade = new SchemaUpgrade(spaces.catalog(), versions, opener, jobs);
        schemas =
                new Schemas(store.transactions(), spaces.catalog(), versions, opener, upgrade, runs, Clock.systemUTC());
        clears = new Clears(
                store.transactions(),
                spaces.catalog(),
                dataKeys,
                opener,
                upgrade,
                new UsageKeys(store.root()),
                store.root());
    }

    private static IndexBuildConfig config(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().addDiscoveredConverters();
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("recordstore.index-builds." + settings[i], settings[i + 1]);
        }
        return config.withMapping(IndexBuildConfig.class).build().getConfigMapping(IndexBuildConfig.class);
    }

    void createSpace() {
        createSpace(SPACE);
    }

    void createSpace(RecordSpaceName space) {
        spaces.spaces()
                .create(TENANT, space, Map.of(), ChangeRetention.NONE)
                .await()
                .atMost(PATIENCE);
    }

    void deleteSpace() {
        spaces.spaces().delete(TENANT, SPACE).await().atMost(PATIENCE);
    }

    void clearSpace() {
        clears.clear(TENANT, SPACE).await().atMost(PATIENCE);
    }

    JobRuns builds() {
        return runs;
    }

    TestSpaces spaces() {
        return spaces;
    }

    KeyRotations rotations() {
        return rotations;
    }

    /** How many jobs there are. */
    int jobs() {
        return store.transactions()
                .read(context -> jobs.list(context, Jobs.FROM_THE_FIRST, 100))
                .await()
                .atMost(PATIENCE)
                .size();
    }

    AppliedSchema apply(String proto, IndexDefinition... indexes) {
        return apply(SPACE, proto, indexes);
    }

    AppliedSchema apply(RecordSpaceName space, String proto, IndexDefinition... indexes) {
        return schemas.apply(TENANT, space, definition(proto, indexes))
                .await()
                .atMost(PATIENCE)
                .schema();
    }

    static SchemaDefinition definition(String proto, IndexDefinition... indexes) {
        return new SchemaDefinition(
                FileDescriptorSet.getDefaultInstance(),
                List.of(new ProtoSource("test.proto", proto)),
                List.of(),
                List.of(indexes));
    }

    List<IndexProgress> indexes() {
        return schemas.indexes(TENANT, SPACE).await().atMost(PATIENCE);
    }

    /** Runs a body in a transaction on the opened RecordSpace, and commits it. */
    <T> T write(BiFunction<FDBRecordContext, OpenRecordSpace, CompletableFuture<T>> body) {
        return store.transactions()
                .write(context -> opener.open(context, TENANT, SPACE).thenCompose(open -> body.apply(context, open)))
                .await()
                .atMost(PATIENCE)
                .value();
    }

    /** Opens a RecordSpace in a transaction that does nothing else. */
    void open(RecordSpaceName space) {
        store.transactions()
                .read(context -> opener.open(context, TENANT, space))
                .await()
                .atMost(PATIENCE);
    }

    /** Writes records given as JSON. */
    void put(String recordType, String... records) {
        write((context, open) -> {
            CompletableFuture<?>[] saves = List.of(records).stream()
                    .map(json -> open.store().saveRecordAsync(record(open.schema(), recordType, json)))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(saves);
        });
    }

    static Message record(CompiledSchema schema, String recordType, String json) {
        RecordTypeSchema type = schema.recordType(recordType);
        DynamicMessage.Builder user = DynamicMessage.newBuilder(type.user());
        try {
            JsonFormat.parser().merge(json, user);
            return schema.complete(
                    DynamicMessage.parseFrom(type.storage(), user.build().toByteString()));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
