package io.recordstore.record;

import com.google.protobuf.ByteString;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.store.Committed;
import io.recordstore.store.ReadMoment;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Puts, gets and deletes records; each call is one transaction. */
@Singleton
public class Records {
    private final RecordTransactions transactions;

    Records(RecordTransactions transactions) {
        this.transactions = transactions;
    }

    /** The same, where reads are of one moment. */
    public Records at(ReadMoment moment) {
        return new Records(transactions.at(moment));
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
                .write(tenant, space, records -> records.put(recordType, content, condition))
                .map(committed -> RecordVersions.of(committed.value(), committed.version()));
    }

    /** @return the record with the primary key; fails with {@link NotFound} when there is none */
    public Uni<VersionedRecord> get(
            TenantName tenant,
            RecordSpaceName space,
            String recordType,
            List<Scalar> primaryKey,
            RecordContent.Format format) {
        return transactions.read(tenant, space, records -> records.get(recordType, primaryKey, format));
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
        return transactions.read(tenant, space, records -> records.getAll(recordType, primaryKeys, format));
    }

    /**
     * Deletes a record.
     *
     * @return the version of the commit; fails with {@link NotFound} when there is no record with the primary key
     */
    public Uni<ByteString> delete(
            TenantName tenant, RecordSpaceName space, String recordType, List<Scalar> primaryKey) {
        return transactions
                .write(tenant, space, records -> records.delete(recordType, primaryKey))
                .map(Committed::version)
                .map(RecordVersions::ofCommit);
    }
}
