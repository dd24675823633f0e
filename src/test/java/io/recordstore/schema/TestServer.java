package io.recordstore.schema;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.fork.Forks;
import io.recordstore.fork.TestForks;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.JobRuns;
import io.recordstore.operation.Operation;
import io.recordstore.operation.OperationConfig;
import io.recordstore.operation.TestOperations;
import io.recordstore.query.TestDeletions;
import io.recordstore.quota.TestQuotas;
import io.recordstore.quota.UsageKeys;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.TestSpaces;
import io.recordstore.store.Committed;
import io.recordstore.store.Deadlines;
import io.recordstore.store.TestStore;
import io.recordstore.store.Transactions;
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
public final class TestServer {
    public static final TenantName TENANT = new TenantName("tests");
    public static final RecordSpaceName SPACE = new RecordSpaceName("space");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestStore store;
    private final TestSpaces spaces;
    private final RecordSpaceOpener opener;
    private final TestOperations operations;
    private final TestForks forks;
    private final TestDeletions deletions;
    private final Schemas schemas;
    private final KeyRotations rotations;
    private final Clears clears;

    /** @param settings alternating names and values under {@code recordstore.operations} */
    TestServer(Database database, ExecutorService threads, String... settings) {
        this(database, threads, TestDataKeys.create(), settings);
    }

    /** @param dataKeys under the key-encryption keys that this server has */
    TestServer(Database database, ExecutorService threads, DataKeys dataKeys, String... settings) {
        this(database, threads, dataKeys, Clock.systemUTC(), settings);
    }

    /** @param clock tells whose lease has run out, and what has expired */
    TestServer(Database database, ExecutorService threads, DataKeys dataKeys, Clock clock, String... settings) {
        store = new TestStore(database, threads);
        spaces = new TestSpaces(store, dataKeys, clock);
        SchemaVersions versions = new SchemaVersions(store.root(), clock);
        opener = new RecordSpaceOpener(
                spaces.catalog(),
                versions,
                dataKeys,
                store.root(),
                clock,
                Unwatched.caches(),
                TestQuotas.storage(store));
        OperationConfig config = config(settings);
        operations = new TestOperations(store, spaces, config, clock);
        SealedStates sealedStates = new SealedStates(opener, store.root());
        Reseals reseals = new Reseals(
                operations.pages(),
                spaces.catalog(),
                opener,
                dataKeys,
                operations.jobs(),
                sealedStates,
                config,
                store.root(),
                clock);
        IndexBuilds indexBuilds =
                new IndexBuilds(store.transactions(), spaces.catalog(), opener, config, store.recordLayer());
        forks = new TestForks(store, spaces, opener, new SchemaCopies(versions, opener), operations, config);
        deletions = new TestDeletions(store, spaces, opener, sealedStates, operations);
        operations.run(List.of(indexBuilds, reseals, forks.work(), deletions.work()));
        rotations = new KeyRotations(
                store.transactions(),
                spaces.catalog(),
                opener,
                dataKeys,
                reseals,
                operations.runs(),
                operations.meters());
        SchemaUpgrade upgrade = new SchemaUpgrade(spaces.catalog(), versions, opener, operations.jobs());
        clears = new Clears(
                store.transactions(),
                spaces.catalog(),
                dataKeys,
                opener,
                upgrade,
                operations.jobs(),
                new UsageKeys(store.root()),
                store.root(),
                clock);
        schemas = new Schemas(store.transactions(), spaces.catalog(), versions, opener, upgrade, operations.runs());
    }

    private static OperationConfig config(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().addDiscoveredConverters();
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("recordstore.operations." + settings[i], settings[i + 1]);
        }
        return config.withMapping(OperationConfig.class).build().getConfigMapping(OperationConfig.class);
    }

    public void createSpace() {
        createSpace(SPACE);
    }

    public void createSpace(RecordSpaceName space) {
        spaces.spaces()
                .create(TENANT, space, Map.of(), ChangeRetention.NONE)
                .await()
                .atMost(PATIENCE);
    }

    public void deleteSpace() {
        spaces.spaces().delete(TENANT, SPACE).await().atMost(PATIENCE);
    }

    public void clearSpace() {
        clears.clear(TENANT, SPACE).await().atMost(PATIENCE);
    }

    public JobRuns builds() {
        return operations.runs();
    }

    /** The operations of the RecordSpace, the newest first. */
    public List<Operation> operations() {
        return operations.list(TENANT, SPACE);
    }

    public TestOperations operationsOfAll() {
        return operations;
    }

    public RecordSpaceOpener opener() {
        return opener;
    }

    public Deadlines deadlines() {
        return store.deadlines();
    }

    public Transactions transactions() {
        return store.transactions();
    }

    public TestSpaces spaces() {
        return spaces;
    }

    public KeyRotations rotations() {
        return rotations;
    }

    /** How many jobs there are. */
    public int jobs() {
        return operations.jobCount();
    }

    public AppliedSchema apply(String proto, IndexDefinition... indexes) {
        return apply(SPACE, proto, indexes);
    }

    public AppliedSchema apply(RecordSpaceName space, String proto, IndexDefinition... indexes) {
        return schemas.apply(TENANT, space, definition(proto, indexes))
                .await()
                .atMost(PATIENCE)
                .schema();
    }

    public static SchemaDefinition definition(String proto, IndexDefinition... indexes) {
        return new SchemaDefinition(
                FileDescriptorSet.getDefaultInstance(),
                List.of(new ProtoSource("test.proto", proto)),
                List.of(),
                List.of(indexes));
    }

    public List<IndexProgress> indexes() {
        return schemas.indexes(TENANT, SPACE).await().atMost(PATIENCE);
    }

    /** Runs a body in a transaction on the opened RecordSpace, and commits it. */
    public <T> T write(BiFunction<FDBRecordContext, OpenRecordSpace, CompletableFuture<T>> body) {
        return store.transactions()
                .write(context -> opener.open(context, TENANT, SPACE).thenCompose(open -> body.apply(context, open)))
                .await()
                .atMost(PATIENCE)
                .value();
    }

    public Forks forks() {
        return forks.forks();
    }

    public TestDeletions deletions() {
        return deletions;
    }

    /** Runs a body in a transaction on an opened RecordSpace, and commits it. @return with the commit's version */
    public <T> Committed<T> commit(
            RecordSpaceName space, BiFunction<FDBRecordContext, OpenRecordSpace, CompletableFuture<T>> body) {
        return store.transactions()
                .write(context -> opener.open(context, TENANT, space).thenCompose(open -> body.apply(context, open)))
                .await()
                .atMost(PATIENCE);
    }

    /** Opens a RecordSpace in a transaction that does nothing else. */
    public void open(RecordSpaceName space) {
        store.transactions()
                .read(context -> opener.open(context, TENANT, space))
                .await()
                .atMost(PATIENCE);
    }

    /** Writes records given as JSON. */
    public void put(String recordType, String... records) {
        write((context, open) -> {
            CompletableFuture<?>[] saves = List.of(records).stream()
                    .map(json -> open.store().saveRecordAsync(record(open.schema(), recordType, json)))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(saves);
        });
    }

    public static Message record(CompiledSchema schema, String recordType, String json) {
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
