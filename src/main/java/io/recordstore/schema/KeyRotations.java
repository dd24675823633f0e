package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.Timestamp;
import io.recordstore.crypto.DataKeys;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobMeters;
import io.recordstore.operation.JobRuns;
import io.recordstore.operation.OperationConfig;
import io.recordstore.schema.KeyReport.DataKey;
import io.recordstore.schema.KeyReport.Rotation;
import io.recordstore.space.Catalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.Reseal;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Rotates the data-encryption keys of RecordSpaces, and tells how far that is. */
@Singleton
public class KeyRotations {
    private final Transactions transactions;
    private final Catalog catalog;
    private final RecordSpaceOpener opener;
    private final DataKeys dataKeys;
    private final Reseals reseals;
    private final JobRuns jobRuns;
    private final JobMeters meters;

    KeyRotations(
            Transactions transactions,
            Catalog catalog,
            RecordSpaceOpener opener,
            DataKeys dataKeys,
            Reseals reseals,
            JobRuns jobRuns,
            JobMeters meters) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.opener = opener;
        this.dataKeys = dataKeys;
        this.reseals = reseals;
        this.jobRuns = jobRuns;
        this.meters = meters;
    }

    /**
     * Gives a RecordSpace a new data key, and seals its records with it: within {@link OperationConfig#patience}, or
     * behind the call.
     *
     * @return fails with {@link PreconditionFailed} while the last rotation is not through
     */
    public Uni<KeyReport> rotate(TenantName tenant, RecordSpaceName name) {
        return transactions
                .write(context -> catalog.get(context, tenant, name).thenCompose(space -> addKey(context, space)))
                .map(Committed::value)
                .invoke(meters::rotated)
                .call(space -> jobRuns.startPatiently(JobKind.RESEAL, space))
                .chain(space -> get(tenant, name));
    }

    private CompletableFuture<RecordSpace> addKey(FDBRecordContext context, RecordSpace space) {
        return reseals.state(context, space)
                .thenCombine(records(context, space), (state, records) -> {
                    requireThrough(space, state);
                    return records;
                })
                .thenCompose(records -> {
                    RecordSpace rotated = space.withDataKeys(dataKeys.withNewPrimary(
                            space.dataKeys(), space.identity().toByteArray()));
                    catalog.replace(context, rotated);
                    return reseals.begin(context, rotated, records).thenApply(job -> rotated);
                });
    }

    private static void requireThrough(RecordSpace space, Optional<Reseal> state) {
        if (state.isPresent() && !state.get().hasEndTime()) {
            throw new PreconditionFailed(
                    "KEY_ROTATION_RUNNING",
                    "the records of RecordSpace '" + space.name() + "' are still being sealed with the key of the last"
                            + " rotation: RecordSpaceService.GetKeys tells how far that is",
                    Map.of("recordSpace", space.name().value()));
        }
    }

    /** What may be known of a RecordSpace's keys. */
    public Uni<KeyReport> get(TenantName tenant, RecordSpaceName name) {
        return transactions.read(
                context -> catalog.get(context, tenant, name).thenCompose(space -> report(context, space)));
    }

    private CompletableFuture<KeyReport> report(FDBRecordContext context, RecordSpace space) {
        return reseals.state(context, space)
                .thenCombine(
                        records(context, space),
                        (state, records) -> new KeyReport(
                                space.dataKeys().keyEncryptionKeyId(),
                                dataKeys(space),
                                state.map(found -> rotation(found, records))));
    }

    private List<DataKey> dataKeys(RecordSpace space) {
        return dataKeys.describe(space.dataKeys(), space.identity().toByteArray()).stream()
                .map(key -> new DataKey(key.id(), key.isPrimary()))
                .toList();
    }

    private CompletableFuture<Long> records(FDBRecordContext context, RecordSpace space) {
        return space.schemaVersion() == 0
                ? CompletableFuture.completedFuture(0L)
                : opener.open(context, space.tenant(), space.name())
                        .thenCompose(open -> RecordCounts.sum(open.store(), open.schema()));
    }

    private static Rotation rotation(Reseal state, long records) {
        return new Rotation(
                instant(state.getStartTime()),
                state.hasEndTime() ? Optional.of(instant(state.getEndTime())) : Optional.empty(),
                state.getRecordsDone() - state.getRecordsUnreadable(),
                Math.max(records, state.getRecordsDone()),
                state.getRecordsUnreadable());
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
