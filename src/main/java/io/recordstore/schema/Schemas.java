package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.Timestamp;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobRuns;
import io.recordstore.operation.OperationConfig;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredSchema;
import io.recordstore.storage.v1.StoredSchemaSummary;
import io.recordstore.store.Committed;
import io.recordstore.store.ReadMoment;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Applies and returns the schemas of RecordSpaces. */
@Singleton
public class Schemas {
    private final Transactions transactions;
    private final Catalog catalog;
    private final SchemaVersions versions;
    private final RecordSpaceOpener opener;
    private final SchemaUpgrade upgrade;
    private final JobRuns jobRuns;

    Schemas(
            Transactions transactions,
            Catalog catalog,
            SchemaVersions versions,
            RecordSpaceOpener opener,
            SchemaUpgrade upgrade,
            JobRuns jobRuns) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.versions = versions;
        this.opener = opener;
        this.upgrade = upgrade;
        this.jobRuns = jobRuns;
    }

    /** The same, where reads are of one moment. */
    public Schemas at(ReadMoment moment) {
        return new Schemas(transactions.at(moment), catalog, versions, opener, upgrade, jobRuns);
    }

    /** What applying did, within the transaction. */
    private record Applied(RecordSpace space, List<SchemaChange> changes, boolean complete) {}

    /** What is in force, within the transaction. */
    private record InForce(Optional<OpenRecordSpace> open, Map<String, Long> recordCounts) {
        static final InForce NOTHING = new InForce(Optional.empty(), Map.of());

        Optional<CompiledSchema> schema() {
            return open.map(OpenRecordSpace::schema);
        }
    }

    /**
     * Makes a definition the schema in force, and builds the indexes that are not complete: within {@link
     * OperationConfig#patience}, or behind the call.
     *
     * @return fails with {@link io.recordstore.fault.InvalidRequest} when the definition breaks a rule, and with
     *     {@link PreconditionFailed} when what is stored cannot follow the change
     */
    public Uni<AppliedSchema.Outcome> apply(TenantName tenant, RecordSpaceName name, SchemaDefinition definition) {
        return transactions
                .write(context -> catalog.get(context, tenant, name)
                        .thenCompose(space ->
                                plan(context, space, definition).thenCompose(plan -> apply(context, space, plan))))
                .map(Committed::value)
                .call(this::build)
                .chain(applied ->
                        get(tenant, name, 0).map(schema -> new AppliedSchema.Outcome(schema, applied.changes())));
    }

    /**
     * What applying would do. Nothing is written.
     *
     * @return fails with {@link io.recordstore.fault.InvalidRequest} when the definition breaks a rule
     */
    public Uni<AppliedSchema.Outcome> validate(TenantName tenant, RecordSpaceName name, SchemaDefinition definition) {
        return transactions
                .read(context ->
                        catalog.get(context, tenant, name).thenCompose(space -> plan(context, space, definition)))
                .map(plan -> new AppliedSchema.Outcome(null, plan.changes()));
    }

    private CompletableFuture<SchemaPlan> plan(
            FDBRecordContext context, RecordSpace space, SchemaDefinition definition) {
        return inForce(context, space)
                .thenApply(before -> SchemaPlan.make(
                        before.schema(),
                        DefinedSchema.read(definition),
                        before.recordCounts(),
                        stored -> opener.compile(space, stored)));
    }

    private CompletableFuture<InForce> inForce(FDBRecordContext context, RecordSpace space) {
        return space.schemaVersion() == 0
                ? CompletableFuture.completedFuture(InForce.NOTHING)
                : opener.open(context, space.tenant(), space.name())
                        .thenCompose(open -> RecordCounts.all(open.store(), open.schema())
                                .thenApply(counts -> new InForce(Optional.of(open), counts)));
    }

    private CompletableFuture<Applied> apply(FDBRecordContext context, RecordSpace space, SchemaPlan plan) {
        plan.requireAllowed();
        return plan.next()
                .map(next -> upgrade.apply(context, requireUncopied(space), next))
                .orElseGet(() -> upgrade.build(context, space))
                .thenApply(complete -> new Applied(space, plan.changes(), complete));
    }

    /** A copy that is under way has the schema of its beginning. */
    private static RecordSpace requireUncopied(RecordSpace space) {
        if (!space.forking().targets().isEmpty()) {
            throw new PreconditionFailed(
                    "FORK_IN_PROGRESS",
                    "RecordSpace '" + space.name() + "' is being forked, and its schema stays as it is until that is"
                            + " through: OperationService.ListOperations has the forks, to wait for or to cancel",
                    Map.of("recordSpace", space.name().value()));
        }
        return space;
    }

    /** An index that cannot be completed yet is no failure of the call: ListIndexes says why. */
    private Uni<Void> build(Applied applied) {
        return applied.complete()
                ? Uni.createFrom().voidItem()
                : jobRuns.startPatiently(JobKind.INDEX_BUILD, applied.space());
    }

    /**
     * A version of the schema.
     *
     * @param version 0 for the one in force
     * @return fails with {@link PreconditionFailed} when there is none yet, and with {@link
     *     io.recordstore.fault.NotFound} when there is no such version
     */
    public Uni<AppliedSchema> get(TenantName tenant, RecordSpaceName name, int version) {
        return transactions.read(context -> opener.open(context, tenant, name)
                .thenCompose(open -> version == 0 || version == open.schema().version()
                        ? inForce(context, open)
                        : earlier(context, open.space(), version)));
    }

    private CompletableFuture<AppliedSchema> inForce(FDBRecordContext context, OpenRecordSpace open) {
        return new IndexReports(open, false)
                .all()
                .thenCombine(
                        versions.summary(context, open.space(), open.schema().version()),
                        (indexes, summary) -> describe(open.schema().stored(), indexes, summary));
    }

    private CompletableFuture<AppliedSchema> earlier(FDBRecordContext context, RecordSpace space, int version) {
        return versions.read(context, space, version)
                .thenCombine(
                        versions.summary(context, space, version),
                        (stored, summary) -> describe(stored, unreported(stored), summary));
    }

    private static List<IndexProgress> unreported(StoredSchema stored) {
        return stored.getIndexesList().stream()
                .map(index -> new IndexProgress(
                        IndexMessages.read(index.getDefinition(), "indexes"),
                        index.getSinceVersion(),
                        Optional.empty(),
                        0,
                        0,
                        List.of()))
                .toList();
    }

    private static AppliedSchema describe(
            StoredSchema stored, List<IndexProgress> indexes, StoredSchemaSummary summary) {
        return new AppliedSchema(
                stored.getVersion(),
                stored.getFiles(),
                stored.getRecordTypesList().stream()
                        .map(type -> new RecordTypeDefinition(type.getMessage(), type.getPrimaryKeyList()))
                        .toList(),
                stored.getSensitiveFieldsList(),
                indexes,
                instant(summary.getApplyTime()));
    }

    /** How far the indexes in force are, and what keeps them from being complete. */
    public Uni<List<IndexProgress>> indexes(TenantName tenant, RecordSpaceName name) {
        return transactions.read(
                context -> opener.open(context, tenant, name).thenCompose(open -> new IndexReports(open, true).all()));
    }

    /** How many records there are of each type of the schema in force, by the full name of the message. */
    public Uni<Map<String, Long>> recordCounts(TenantName tenant, RecordSpaceName name) {
        return transactions.read(context ->
                opener.open(context, tenant, name).thenCompose(open -> RecordCounts.all(open.store(), open.schema())));
    }

    /**
     * One page of the versions, the newest first.
     *
     * @param before only versions below this
     * @param limit how many at most
     */
    public Uni<List<AppliedSchema.Version>> versions(TenantName tenant, RecordSpaceName name, int before, int limit) {
        return transactions.read(context -> catalog.get(context, tenant, name)
                .thenCompose(space -> versions.list(context, space, before, limit))
                .thenApply(list -> list.stream().map(Schemas::describe).toList()));
    }

    private static AppliedSchema.Version describe(StoredSchemaSummary summary) {
        return new AppliedSchema.Version(
                summary.getVersion(),
                instant(summary.getApplyTime()),
                summary.getRecordTypesList(),
                summary.getIndexesList());
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
