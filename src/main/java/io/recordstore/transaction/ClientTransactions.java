package io.recordstore.transaction;

import io.recordstore.fault.LimitExceeded;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.record.RecordTransactions;
import io.recordstore.store.Transactions;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/** Opens transactions that clients lead, no more than so many at once. */
@Singleton
public class ClientTransactions {
    private final Transactions store;
    private final RecordTransactions records;
    private final Queries queries;
    private final Aggregates aggregates;
    private final TransactionConfig config;
    private final Semaphore open;

    ClientTransactions(
            Transactions store,
            RecordTransactions records,
            Queries queries,
            Aggregates aggregates,
            TransactionConfig config) {
        this.store = store;
        this.records = records;
        this.queries = queries;
        this.aggregates = aggregates;
        this.config = config;
        this.open = new Semaphore(config.open());
    }

    /**
     * Opens a transaction, which whoever asked for it closes.
     *
     * @throws LimitExceeded when too many are open
     */
    public ClientTransaction begin(TenantName tenant, RecordSpaceName space) {
        if (!open.tryAcquire()) {
            throw new LimitExceeded(
                    "recordstore.transactions.open",
                    config.open() + "",
                    "the server has " + config.open() + " transactions open and opens no more: try again in a moment");
        }
        return new ClientTransaction(
                store.open(open::release),
                time -> store.after(time, true),
                records,
                queries,
                aggregates,
                tenant,
                space);
    }
}
