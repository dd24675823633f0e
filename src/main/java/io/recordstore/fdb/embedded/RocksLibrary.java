package io.recordstore.fdb.embedded;

import org.rocksdb.RocksDB;

/** RocksDB's native library, which it unpacks to a temporary folder and loads from there. */
final class RocksLibrary {
    private RocksLibrary() {}

    /** @throws IllegalStateException with what to do, when it cannot be loaded */
    static void load() {
        try {
            RocksDB.loadLibrary();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "RocksDB's library cannot be loaded: it is unpacked to the temporary folder "
                            + System.getProperty("java.io.tmpdir")
                            + ", which must have 20 MB of room and not be mounted"
                            + " noexec; java.io.tmpdir or the variable ROCKSDB_SHAREDLIB_DIR names another. The loader"
                            + " says: " + rootOf(e).getMessage(),
                    e);
        }
    }

    private static Throwable rootOf(Throwable error) {
        return error.getCause() == null ? error : rootOf(error.getCause());
    }
}
