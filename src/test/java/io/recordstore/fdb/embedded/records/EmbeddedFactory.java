package io.recordstore.fdb.embedded.records;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.async.CloseableAsyncIterator;
import com.apple.foundationdb.record.provider.foundationdb.APIVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabaseFactory;
import com.apple.foundationdb.record.provider.foundationdb.FDBLocalityProvider;
import com.apple.foundationdb.record.provider.foundationdb.FDBTraceFormat;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Gives the Record Layer one database that is open already. */
final class EmbeddedFactory extends FDBDatabaseFactory {
    private final Database database;
    private FDBLocalityProvider localityProvider = (transaction, begin, end) -> new NoBoundaries();

    EmbeddedFactory(Database database) {
        this.database = database;
    }

    @Override
    public Database open(String clusterFile) {
        return database;
    }

    @Override
    public synchronized FDBDatabase getDatabase(String clusterFile) {
        return databases.computeIfAbsent(String.valueOf(clusterFile), name -> {
            FDBDatabase opened = new Opened(this, clusterFile);
            opened.setDirectoryCacheSize(getDirectoryCacheSize());
            opened.setTrackLastSeenVersion(getTrackLastSeenVersion());
            opened.setResolverStateRefreshTimeMillis(getStateRefreshTimeMillis());
            opened.setStoreStateCache(getStoreStateCacheFactory().getCache(opened));
            return opened;
        });
    }

    /** The Record Layer's constructor is for subclasses. */
    private static final class Opened extends FDBDatabase {
        Opened(FDBDatabaseFactory factory, String clusterFile) {
            super(factory, clusterFile);
        }
    }

    @Override
    public void shutdown() {
        databases.values().forEach(FDBDatabase::close);
        databases.clear();
    }

    @Override
    public APIVersion getAPIVersion() {
        return APIVersion.API_VERSION_7_1;
    }

    @Override
    public void setAPIVersion(APIVersion version) {
        if (version != getAPIVersion()) {
            throw new IllegalArgumentException("only " + getAPIVersion());
        }
    }

    @Override
    public FDBLocalityProvider getLocalityProvider() {
        return localityProvider;
    }

    @Override
    public void setLocalityProvider(FDBLocalityProvider provider) {
        localityProvider = provider;
    }

    @Override
    public void setTrace(String directory, String logGroup) {}

    @Override
    public void setTraceFormat(FDBTraceFormat format) {}

    @Override
    public void setRunLoopProfilingEnabled(boolean enabled) {}

    @Override
    public boolean isRunLoopProfilingEnabled() {
        return false;
    }

    @Override
    public void setTransactionIsTracedSupplier(Supplier<Boolean> supplier) {}

    @Override
    public Supplier<Boolean> getTransactionIsTracedSupplier() {
        return () -> false;
    }

    /** One process holds every key, so there is no boundary between servers. */
    private static final class NoBoundaries implements CloseableAsyncIterator<byte[]> {
        private final Iterator<byte[]> none = Collections.emptyIterator();

        @Override
        public CompletableFuture<Boolean> onHasNext() {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public boolean hasNext() {
            return false;
        }

        @Override
        public byte[] next() {
            return none.next();
        }

        @Override
        public void close() {}
    }
}
