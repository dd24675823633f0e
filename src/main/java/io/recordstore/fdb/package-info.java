/**
 * Which FoundationDB: opens a database, embedded or through the native client, from configuration.
 *
 * <p>May import fdb-java and {@code fdb.embedded}, and configuration annotations; nothing of records. Start at {@link
 * io.recordstore.fdb.FdbDatabases}; what happens behind it is in {@link io.recordstore.fdb.embedded}.
 */
package io.recordstore.fdb;
