/**
 * Transactions over several records: in one call ({@link io.recordstore.transaction.Commits}), and led by a client step by
 * step ({@link io.recordstore.transaction.ClientTransactions}). Imports {@code query}, {@code record}, {@code schema},
 * {@code space}, {@code crypto}, {@code store}, {@code name} and {@code fault}.
 * How a transaction runs at all is in {@code store}.
 */
package io.recordstore.transaction;
