package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.EventKeeper;
import com.apple.foundationdb.KeyRangeArrayResult;
import com.apple.foundationdb.Tenant;
import com.apple.foundationdb.tuple.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The parts of {@link Database} that a single process does not have: tenants fail with 2136 as on a cluster that has them
 * disabled, blob granules with 2108.
 */
interface SingleProcessDatabase extends Database {
    /** Always zero: there is no network thread to be busy. */
    @Override
    default double getMainThreadBusyness() {
        return 0;
    }

    @Override
    default CompletableFuture<byte[]> getClientStatus(Executor executor) {
        return CompletableFuture.completedFuture("{\"Healthy\":true}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    default Tenant openTenant(byte[] tenantName) {
        throw FdbError.TENANTS_DISABLED.exception();
    }

    @Override
    default Tenant openTenant(Tuple tenantName) {
        throw FdbError.TENANTS_DISABLED.exception();
    }

    @Override
    default Tenant openTenant(byte[] tenantName, Executor executor) {
        throw FdbError.TENANTS_DISABLED.exception();
    }

    @Override
    default Tenant openTenant(Tuple tenantName, Executor executor) {
        throw FdbError.TENANTS_DISABLED.exception();
    }

    @Override
    default Tenant openTenant(byte[] tenantName, Executor executor, EventKeeper eventKeeper) {
        throw FdbError.TENANTS_DISABLED.exception();
    }

    @Override
    default Tenant openTenant(Tuple tenantName, Executor executor, EventKeeper eventKeeper) {
        throw FdbError.TENANTS_DISABLED.exception();
    }

    @Override
    default CompletableFuture<byte[]> purgeBlobGranules(
            byte[] begin, byte[] end, long purgeVersion, boolean force, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<Void> waitPurgeGranulesComplete(byte[] purgeKey, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<Boolean> blobbifyRange(byte[] begin, byte[] end, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<Boolean> blobbifyRangeBlocking(byte[] begin, byte[] end, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<Boolean> unblobbifyRange(byte[] begin, byte[] end, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<KeyRangeArrayResult> listBlobbifiedRanges(
            byte[] begin, byte[] end, int rangeLimit, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<Long> verifyBlobRange(byte[] begin, byte[] end, long version, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }

    @Override
    default CompletableFuture<Boolean> flushBlobRange(
            byte[] begin, byte[] end, boolean compact, long version, Executor executor) {
        return CompletableFuture.failedFuture(FdbError.UNSUPPORTED_OPERATION.exception());
    }
}
