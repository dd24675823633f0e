package io.recordstore.transaction;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How many transactions clients may hold open: {@code recordstore.transactions}. */
@ConfigMapping(prefix = "recordstore.transactions")
public interface TransactionConfig {
    /**
     * Transactions of clients that are open at once, beyond which further ones are refused. Each may hold the 10 MB that it
     * has written and what it has read.
     */
    @WithDefault("500")
    @Min(0)
    int open();
}
