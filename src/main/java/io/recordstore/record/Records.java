package io.recordstore.record;

import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.UniquenessViolation;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Puts, gets and deletes records; each call is one transaction. */
@Singleton
public class Records {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;

    Records(Transactions transactions, RecordSpaceOpener opener) {
        this.transactions = transactions;
        this.opener = opener;
    }

    /**
     * Writes a record.
     *
     * @return the record's version; fails with {@link AlreadyExists}, {@link NotFound} or {@link PreconditionFailed}
     *     when the condition does not hold or a unique index refuses the record
     */
    public Uni<ByteString> put(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            RecordContent content,
            PutCondition condition) {
        return transactions
                .write(context -> opener.open(context, tenant, space)
                        .thenCompose(open -> RecordWrites.put(open, recordType, content, condition)))
                .map(committed -> RecordVersions.of(committed.value(), committed.version()))
                .onFailure(RecordIndexUniquenessViolation.class)
                .transform(error -> UniquenessViolation.fault((RecordIndexUniquenessViolation) error));
    }

    /** @return the record with the primary key; fails with {@link NotFound} when there is none */
    public Uni<VersionedRecord> get(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            List<Scalar> primaryKey,
            RecordContent.Format format) {
        return transactions.read(context -> opener.open(context, tenant, space)
                .thenCompose(open -> get(open, open.schema().recordType(recordType), primaryKey, format)));
    }

    private static CompletableFuture<VersionedRecord> get(
            OpenRecordSpace open, RecordTypeSchema type, List<Scalar> primaryKey, RecordContent.Format format) {
        return open.store()
                .loadRecordAsync(PrimaryKeys.of(type, primaryKey, "primary_key"))
                .thenApply(stored -> {
                    if (stored == null) {
                        throw RecordWrites.noRecord();
                    }
                    return VersionedRecord.of(open, type, stored, format);
                });
    }

    /**
     * Reads several records at one read version.
     *
     * @return one for each primary key, in their order; empty where there is none; fails with {@link LimitExceeded} when
     *     they are too many or together too large
     */
    public Uni<List<Optional<VersionedRecord>>> getAll(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            List<List<Scalar>> primaryKeys,
            RecordContent.Format format) {
        if (primaryKeys.size() > RecordLimits.MAX_BATCH_KEYS) {
            throw new LimitExceeded(
                    "batch_get_keys",
                    RecordLimits.MAX_BATCH_KEYS + "",
                    "primary_keys: there are more than " + RecordLimits.MAX_BATCH_KEYS + ": ask for fewer at once");
        }
        return transactions.read(context -> opener.open(context, tenant, space)
                .thenCompose(
                        open -> new BatchRead(open, open.schema().recordType(recordType), format).read(primaryKeys)));
    }

    /**
     * Deletes a record.
     *
     * @return the version of the commit; fails with {@link NotFound} when there is no record with the primary key
     */
    public Uni<ByteString> delete(
            TenantName tenant, RecordSpaceName space, String recordType, List<Scalar> primaryKey) {
        return transactions
                .write(context -> delete(context, tenant, space, recordType, primaryKey))
                .map(Committed::version)
                .map(RecordVersions::ofCommit);
    }

    private CompletableFuture<Void> delete(
            FDBRecordContext context,
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            List<Scalar> primaryKey) {
        return opener.open(context, tenant, space)
                .thenCompose(open -> open.store()
                        .deleteRecordAsync(
                                PrimaryKeys.of(open.schema().recordType(recordType), primaryKey, "primary_key")))
                .thenAccept(deleted -> {
                    if (!deleted) {
                        throw RecordWrites.noRecord();
                    }
                });
    }
}
