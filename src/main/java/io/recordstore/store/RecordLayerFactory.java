package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.async.CloseableAsyncIterator;
import com.apple.foundationdb.record.provider.foundationdb.APIVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabaseFactory;
import com.apple.foundationdb.record.provider.foundationdb.FDBLocalityProvider;
import com.apple.foundationdb.record.provider.foundationdb.FDBTraceFormat;
import com.apple.foundationdb.record.provider.foundationdb.storestate.MetaDataVersionStampStoreStateCacheFactory;
import io.recordstore.telemetry.CallContext;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The Record Layer on a {@link Database} that is open already, whichever engine is behind it. The stock factory would
 * load FoundationDB's native library.
 */
final class RecordLayerFactory extends FDBDatabaseFactory {
    private final Database database;

    RecordLayerFactory(Database database, Executor executor, int cachedStates) {
        this.database = database;
        setExecutor(executor);
        setTrackLastSeenVersion(true); // for whoever asks for a cached read version
        setContextExecutor(CallContext::carriedBy);
        setStoreStateCacheFactory(
                MetaDataVersionStampStoreStateCacheFactory.newInstance().setMaxSize(cachedStates));
    }

    @Override
    public FDBDatabase getDatabase(String clusterFile) {
        FDBDatabase recordLayer = new FDBDatabase(this, clusterFile);
        recordLayer.setDirectoryCacheSize(getDirectoryCacheSize());
        recordLayer.setTrackLastSeenVersion(getTrackLastSeenVersion());
        recordLayer.setResolverStateRefreshTimeMillis(getStateRefreshTimeMillis());
        recordLayer.setStoreStateCache(storeStateCacheFactory.getCache(recordLayer));
        return recordLayer;
    }

    @Override
    public Database open(String clusterFile) {
        return database;
    }

    @Override
    public APIVersion getAPIVersion() {
        return APIVersion.API_VERSION_7_1;
    }

    @Override
    public void setAPIVersion(APIVersion apiVersion) {
        throw new UnsupportedOperationException("the database was opened with its API version");
    }

    @Override
    public void shutdown() {
        clear();
    }

    /** Shards are not looked at: every range is taken as one. */
    @Override
    public FDBLocalityProvider getLocalityProvider() {
        return (transaction, begin, end) -> new NoBoundaries();
    }

    @Override
    public void setLocalityProvider(FDBLocalityProvider localityProvider) {
        throw new UnsupportedOperationException("shards are not looked at");
    }

    @Override
    public void setTrace(String traceDirectory, String traceLogGroup) {
        throw networkIsStarted();
    }

    @Override
    public void setTraceFormat(FDBTraceFormat traceFormat) {
        throw networkIsStarted();
    }

    @Override
    public void setRunLoopProfilingEnabled(boolean runLoopProfilingEnabled) {
        throw networkIsStarted();
    }

    @Override
    public boolean isRunLoopProfilingEnabled() {
        return false;
    }

    @Override
    public void setTransactionIsTracedSupplier(Supplier<Boolean> transactionIsTracedSupplier) {
        throw networkIsStarted();
    }

    @Override
    public Supplier<Boolean> getTransactionIsTracedSupplier() {
        return () -> false;
    }

    private static UnsupportedOperationException networkIsStarted() {
        return new UnsupportedOperationException("network options are set where the database is opened");
    }

    private static final class NoBoundaries implements CloseableAsyncIterator<byte[]> {
        @Override
        public CompletableFuture<Boolean> onHasNext() {
            return AsyncUtil.READY_FALSE;
        }

        @Override
        public boolean hasNext() {
            return false;
        }

        @Override
        public byte[] next() {
            throw new NoSuchElementException();
        }

        @Override
        public void close() {}
    }
}
