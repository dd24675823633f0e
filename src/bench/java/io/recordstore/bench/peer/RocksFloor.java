package io.recordstore.bench.peer;

import io.recordstore.bench.load.Processes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What RocksDB does by itself, called in this process: a synced write, a get, an iterator. */
public final class RocksFloor implements Peer {
    private static final int LOADED_AT_ONCE = 1_000;

    static {
        RocksDB.loadLibrary();
    }

    private final Path directory;
    private final Options options = new Options().setCreateIfMissing(true);
    private final RocksDB database;

    public RocksFloor(Path directory) {
        this.directory = directory;
        Server.deleteAtExit(directory);
        try {
            database = RocksDB.open(options, directory.resolve("rocks").toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "raw RocksDB";
    }

    @Override
    public Processes processes() {
        return Processes.NONE;
    }

    @Override
    public Session session(int client) {
        return new Calls(database);
    }

    @Override
    public void close() {
        database.close();
        options.close();
        Server.delete(directory);
    }

    private record Calls(RocksDB database) implements Session {
        private static byte[] key(long key) {
            return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
        }

        private static byte[] value(YcsbRecord row) {
            return String.join("", row.fields()).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void put(YcsbRecord row) throws RocksDBException {
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                database.put(synced, key(row.key()), value(row));
            }
        }

        @Override
        public void load(Iterable<YcsbRecord> rows) throws RocksDBException {
            try (WriteOptions options = new WriteOptions();
                    WriteBatch batch = new WriteBatch()) {
                for (YcsbRecord row : rows) {
                    batch.put(key(row.key()), value(row));
                    if (batch.count() == LOADED_AT_ONCE) {
                        database.write(options, batch);
                        batch.clear();
                    }
                }
                database.write(options, batch);
            }
        }

        @Override
        public void get(long key) throws RocksDBException {
            if (database.get(key(key)) == null) {
                throw new IllegalStateException("there is no record " + key);
            }
        }

        @Override
        public void scan(long firstKey, int rows, Runnable whenFirst) {
            try (ReadOptions options = new ReadOptions();
                    RocksIterator iterator = database.newIterator(options)) {
                int count = 0;
                for (iterator.seek(key(firstKey)); iterator.isValid() && count < rows; iterator.next()) {
                    if (count++ == 0) {
                        whenFirst.run();
                    }
                    iterator.key();
                    iterator.value();
                }
            }
        }
    }
}
