package io.recordstore.fdb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.SstFileManager;
import org.rocksdb.Statistics;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Storage in a directory, with RocksDB. The pairs lie in the column family {@code default} under their own keys; {@code
 * meta} holds the format version and the reserved version, which is written in the same batch as the pairs. Every batch
 * is synced to the write-ahead log before {@link #apply} returns.
 *
 * <p>A range is cleared key by key when it holds few, and with one range tombstone when it holds many.
 */
public final class RocksStorage implements Storage {
    /** The layout on disk that this class writes and reads; see {@code LAYOUT.md}. */
    public static final int FORMAT_VERSION = 1;

    /**
     * Of two small values. After its disk was full RocksDB waits for room for a table of each family before it writes again, and
     * would take its default for this one: 64 MB.
     */
    private static final long META_BUFFER_BYTES = 4 << 20;

    static final byte[] META = "meta".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.UTF_8);
    static final byte[] RESERVED_KEY = "reserved".getBytes(StandardCharsets.UTF_8);
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int BLOCK_BYTES = 16 << 10;

    private final DirectoryLock lock;
    private final List<RocksObject> owned = new ArrayList<>();
    private final RocksDB db;
    private final ColumnFamilyHandle pairs;
    private final ColumnFamilyHandle meta;
    private final WriteOptions synced;
    private final DiskSpace space;
    private final boolean isNew;

    private RocksStorage(
            Path directory, RocksOptions options, Statistics statistics, DiskSpace space, DirectoryLock lock)
            throws RocksDBException {
        this.lock = lock;
        this.space = space;
        List<ColumnFamilyDescriptor> families = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, pairOptions(options)),
                new ColumnFamilyDescriptor(META, own(new ColumnFamilyOptions()).setWriteBufferSize(META_BUFFER_BYTES)));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        db = RocksDB.open(databaseOptions(options, statistics), directory.toString(), families, handles);
        pairs = handles.get(0);
        meta = handles.get(1);
        synced = own(new WriteOptions().setSync(true));
        byte[] format = db.get(meta, FORMAT_KEY);
        isNew = format == null;
        checkFormat(format, directory);
    }

    /**
     * Opens a directory, creating it if there is none.
     *
     * @throws IllegalStateException when another process has it open, or its format is a later one
     */
    public static RocksStorage open(Path directory, RocksOptions options) {
        return open(directory, options, (Statistics) null);
    }

    /** Opens a directory on a disk of which a test says how much room it has. */
    static RocksStorage open(Path directory, RocksOptions options, LongSupplier freeBytes) {
        return open(directory, options, null, new DiskSpace(freeBytes, options.keptFreeBytes()));
    }

    /** Opens a directory and lets RocksDB count what it does; {@code statistics} may be null. */
    static RocksStorage open(Path directory, RocksOptions options, Statistics statistics) {
        return open(directory, options, statistics, DiskSpace.of(directory, options.keptFreeBytes()));
    }

    private static RocksStorage open(Path directory, RocksOptions options, Statistics statistics, DiskSpace space) {
        RocksLibrary.load();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the directory " + directory, e);
        }
        DirectoryLock lock = DirectoryLock.acquire(directory);
        try {
            return new RocksStorage(directory, options, statistics, space, lock);
        } catch (RocksDBException e) {
            lock.close();
            throw new IllegalStateException("cannot open the database in " + directory.toAbsolutePath(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }

    /** With one, RocksDB looks by itself whether a full disk has room again, and goes on writing. */
    private SstFileManager noticesRoom() throws RocksDBException {
        return own(new SstFileManager(Env.getDefault()));
    }

    private DBOptions databaseOptions(RocksOptions options, Statistics statistics) throws RocksDBException {
        DBOptions database = own(new DBOptions());
        if (statistics != null) {
            database.setStatistics(statistics);
        }
        return database.setCreateIfMissing(true)
                .setSstFileManager(noticesRoom())
                .setCreateMissingColumnFamilies(true)
                .setDbWriteBufferSize(options.writeBufferBytes() * options.writeBuffers())
                .setKeepLogFileNum(2)
                .setMaxBackgroundJobs(2);
    }

    private ColumnFamilyOptions pairOptions(RocksOptions options) {
        Cache cache = own(new LRUCache(options.blockCacheBytes()));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)))
                .setFormatVersion(5);
        return own(new ColumnFamilyOptions())
                .setTableFormatConfig(table)
                .setWriteBufferSize(options.writeBufferBytes())
                .setMaxWriteBufferNumber(options.writeBuffers())
                .setMemtableMaxRangeDeletions(Limits.MEMTABLE_RANGE_CLEARS)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    private void checkFormat(byte[] format, Path directory) throws RocksDBException {
        if (isNew) {
            db.put(meta, synced, FORMAT_KEY, bytes(FORMAT_VERSION));
            return;
        }
        long found = ByteBuffer.wrap(format).getLong();
        if (found != FORMAT_VERSION) {
            closeDatabase();
            throw new IllegalStateException("the database in " + directory.toAbsolutePath() + " has format " + found
                    + "; this program reads and writes format " + FORMAT_VERSION);
        }
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static IllegalStateException failed(RocksDBException e) {
        return new IllegalStateException("RocksDB failed: " + e.getMessage(), e);
    }

    @Override
    public long reservedVersion() {
        try {
            byte[] reserved = db.get(meta, RESERVED_KEY);
            return reserved == null ? 0 : ByteBuffer.wrap(reserved).getLong();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public StorageSnapshot snapshot() {
        return new RocksSnapshot(db, pairs);
    }

    @Override
    public void apply(StorageBatch batch) {
        try (WriteBatch write = new WriteBatch()) {
            gather(batch, write);
            if (write.count() > 1) {
                space.require(write.getDataSize());
            }
            write(write);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    private void gather(StorageBatch batch, WriteBatch write) throws RocksDBException {
        for (KeyRange range : batch.clears()) {
            clear(write, range);
        }
        for (Map.Entry<byte[], byte[]> entry : batch.writes().entrySet()) {
            if (entry.getValue() == null) {
                write.delete(pairs, entry.getKey());
            } else {
                write.put(pairs, entry.getKey(), entry.getValue());
            }
        }
        write.put(meta, RESERVED_KEY, bytes(batch.reservedVersion()));
    }

    /**
     * RocksDB makes a batch visible after its log is synced. When there is no room for the log, it takes no batch until it
     * has room, and then begins another log.
     */
    private void write(WriteBatch write) throws RocksDBException {
        try {
            db.write(synced, write);
        } catch (RocksDBException e) {
            if (isForWantOfRoom(e)) {
                throw StorageFullException.whileWriting(e);
            }
            throw e;
        }
    }

    private static boolean isForWantOfRoom(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
    }

    private void clear(WriteBatch write, KeyRange range) throws RocksDBException {
        List<byte[]> keys = new ArrayList<>();
        try (Slice end = new Slice(range.end());
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator iterator = db.newIterator(pairs, options)) {
            iterator.seek(range.begin());
            while (iterator.isValid() && keys.size() <= Limits.POINT_DELETES) {
                keys.add(iterator.key());
                iterator.next();
            }
            iterator.status();
        }
        if (keys.size() > Limits.POINT_DELETES) {
            settleRecentWrites(range);
            write.deleteRange(pairs, range.begin(), range.end());
            return;
        }
        for (byte[] key : keys) {
            write.delete(pairs, key);
        }
    }

    /**
     * Moves recent writes of a range to a file before the range is cleared. A tombstone lets readers leap over what lies
     * in older tables and files, but not over what lies in the table in memory that it goes to itself.
     */
    private void settleRecentWrites(KeyRange range) throws RocksDBException {
        try (Slice begin = new Slice(range.begin());
                Slice end = new Slice(range.end());
                FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            if (db.getApproximateMemTableStats(pairs, new Range(begin, end)).count > Limits.POINT_DELETES) {
                db.flush(flush, pairs);
            }
        }
    }

    @Override
    public long approximateBytes(byte[] begin, byte[] end) {
        try (Slice from = new Slice(begin);
                Slice to = new Slice(end)) {
            long[] sizes = db.getApproximateSizes(
                    pairs,
                    List.of(new Range(from, to)),
                    SizeApproximationFlag.INCLUDE_FILES,
                    SizeApproximationFlag.INCLUDE_MEMTABLES);
            return sizes[0];
        }
    }

    @Override
    public long checkpoint(Path directory) {
        space.require(0);
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(directory.toString());
        } catch (RocksDBException e) {
            throw failed(e);
        }
        return RocksBackup.reservedVersion(directory);
    }

    /**
     * Copies a backup to a directory, when there is nothing in that yet, and reserves versions beyond those that were
     * given out after the backup was made.
     *
     * @return whether there was nothing in it; otherwise it began with this backup, and is left as it is
     * @throws IllegalStateException when there is something else in it
     */
    public static boolean restore(Path backup, Path directory, Clock clock) {
        return new RocksBackup(clock).restore(backup, directory);
    }

    @Override
    public StorageFigures figures() {
        return new StorageFigures(
                figure("rocksdb.block-cache-usage"),
                figure("rocksdb.cur-size-all-mem-tables"),
                figure("rocksdb.estimate-table-readers-mem"),
                figure("rocksdb.live-sst-files-size"),
                figure("rocksdb.estimate-pending-compaction-bytes"),
                figure("rocksdb.num-running-compactions"),
                figure("rocksdb.num-running-flushes"),
                figure("rocksdb.is-write-stopped") > 0,
                space.freeBytes());
    }

    private long figure(String property) {
        try {
            return db.getLongProperty(pairs, property);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        closeDatabase();
        lock.close();
    }

    private void closeDatabase() {
        pairs.close();
        meta.close();
        db.close();
        owned.forEach(RocksObject::close);
    }
}
