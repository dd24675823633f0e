package io.recordstore.record;

import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.UniquenessViolation;
import io.recordstore.store.Committed;
import io.recordstore.store.OpenTransaction;
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
        return transactions.read(context -> run(context, tenant, space, body));
    }

    /**
     * Runs a body and commits it.
     *
     * @return fails with {@link io.recordstore.fault.NotUnique} when a unique index refuses what it wrote
     */
    public <T> Uni<Committed<T>> write(
            TenantName tenant, RecordSpaceName space, Function<OpenRecords, CompletableFuture<T>> body) {
        return named(transactions.write(context -> run(context, tenant, space, body)));
    }

    /** As {@link #write}, of a body that can tell whether it has committed before: {@link Transactions#writeRepeatably}. */
    public <T> Uni<Committed<T>> writeRepeatably(
            TenantName tenant, RecordSpaceName space, Function<OpenRecords, CompletableFuture<T>> body) {
        return named(transactions.writeRepeatably(context -> run(context, tenant, space, body)));
    }

    /** What a transaction that stays open reads and writes, as of its read version. */
    public CompletableFuture<OpenRecords> open(FDBRecordContext context, TenantName tenant, RecordSpaceName space) {
        return opener.open(context, tenant, space).thenApply(OpenRecords::new);
    }

    /** The same records, of which no read makes the transaction conflict. */
    public CompletableFuture<OpenRecords> asSnapshot(OpenRecords records) {
        return opener.asSnapshot(records.space()).thenApply(OpenRecords::new);
    }

    /** The commit of a transaction that stayed open; fails as {@link #write} does. */
    public Uni<ByteString> commit(OpenTransaction transaction) {
        return named(transaction.commit());
    }

    private <T> CompletableFuture<T> run(
            FDBRecordContext context,
            TenantName tenant,
            RecordSpaceName space,
            Function<OpenRecords, CompletableFuture<T>> body) {
        return open(context, tenant, space).thenCompose(body);
    }

    private static <T> Uni<T> named(Uni<T> outcome) {
        return outcome.onFailure(RecordIndexUniquenessViolation.class)
                .transform(error -> UniquenessViolation.fault((RecordIndexUniquenessViolation) error));
    }
}
