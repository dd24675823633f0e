package io.recordstore.record;

import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.UniquenessViolation;
import io.recordstore.store.Committed;
import io.recordstore.store.ReadMoment;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Transactions over the records of one RecordSpace. A body may run several times: see {@link Transactions}. */
@Singleton
public class RecordTransactions {
    private final Transactions transactions;
    private final RecordSpaceOpener opener;

    RecordTransactions(Transactions transactions, RecordSpaceOpener opener) {
        this.transactions = transactions;
        this.opener = opener;
    }

    /** The same, where what only reads does so at one moment. */
    public RecordTransactions at(ReadMoment moment) {
        return new RecordTransactions(transactions.at(moment), opener);
    }

    /** Runs a body that only reads, at one read version. */
    public <T> Uni<T> read(TenantName tenant, RecordSpaceName space, Function<OpenRecords, CompletableFuture<T>> body) {
        return transactions.read(context ->
                opener.open(context, tenant, space).thenApply(OpenRecords::new).thenCompose(body));
    }

    /**
     * Runs a body and commits it.
     *
     * @return fails with {@link io.recordstore.fault.NotUnique} when a unique index refuses what it wrote
     */
    public <T> Uni<Committed<T>> write(
            TenantName tenant, RecordSpaceName space, Function<OpenRecords, CompletableFuture<T>> body) {
        return transactions
                .write(context -> opener.open(context, tenant, space)
                        .thenApply(OpenRecords::new)
                        .thenCompose(body))
                .onFailure(RecordIndexUniquenessViolation.class)
                .transform(error -> UniquenessViolation.fault((RecordIndexUniquenessViolation) error));
    }
}
