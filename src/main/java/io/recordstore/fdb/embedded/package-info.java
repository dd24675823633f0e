/**
 * A FoundationDB in one process: {@code com.apple.foundationdb.Database} and {@code Transaction} on RocksDB or memory.
 *
 * <p>May import the JDK, fdb-java, rocksdbjni and a logging facade; nothing of records, Quarkus or the rest of this
 * program, so that it can be lifted out. Start at {@link io.recordstore.fdb.embedded.EmbeddedDatabase}; {@code
 * docs/engine.md} tells how it works and {@code LAYOUT.md} what lies on disk.
 */
package io.recordstore.fdb.embedded;
