/**
 * The gateway to the Record Layer: opens it on a database, runs transactions and retries them, and turns the store's
 * errors into faults. Imports {@code fdb} and {@code fault}.
 * Keys above the root are in {@code space} and {@code schema}; {@code LAYOUT.md} draws them all.
 */
package io.recordstore.store;
