package io.recordstore.revocation;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import io.recordstore.name.TenantName;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.time.Instant;

/** The keys of revocations, as {@code LAYOUT.md} draws them: under the system's {@code (0, 4)}. */
@Singleton
class RevocationKeys {
    private static final int SYSTEM = 0;
    private static final int REVOCATIONS = 4;

    private static final int BY_TENANT = 0;
    private static final int LOG = 1;
    private static final int BY_EXPIRY = 2;
    private static final int LAST_CHANGE = 3;

    private final Subspace revocations;

    RevocationKeys(@Root Subspace root) {
        this.revocations = root.get(Tuple.from(SYSTEM, REVOCATIONS));
    }

    /** The revocations of one tenant, by id. */
    Subspace ofTenant(TenantName tenant) {
        return revocations.get(Tuple.from(BY_TENANT, tenant.value()));
    }

    byte[] revocation(TenantName tenant, RevocationId id) {
        return ofTenant(tenant).pack(Tuple.from(id.bytes()));
    }

    /** The key of a log entry whose place is that of the commit. */
    byte[] nextLogEntry() {
        return revocations.packWithVersionstamp(Tuple.from(LOG, Versionstamp.incomplete()));
    }

    /** @param commit the 10 bytes of a commit's versionstamp */
    byte[] logEntry(byte[] commit) {
        return revocations.pack(Tuple.from(LOG, Versionstamp.complete(commit)));
    }

    /** The log after one of its entries. */
    Range logAfter(byte[] entry) {
        Range all = log();
        return new Range(entry.length == 0 ? all.begin : ByteArrayUtil.keyAfter(entry), all.end);
    }

    Range log() {
        return revocations.range(Tuple.from(LOG));
    }

    byte[] expiry(Instant expireTime, TenantName tenant, RevocationId id) {
        return revocations.pack(Tuple.from(BY_EXPIRY, expireTime.getEpochSecond(), tenant.value(), id.bytes()));
    }

    /** What has expired before a time. */
    Range expiredBefore(Instant time) {
        return new Range(
                revocations.range(Tuple.from(BY_EXPIRY)).begin,
                revocations.pack(Tuple.from(BY_EXPIRY, time.getEpochSecond())));
    }

    /** Of a key made by {@link #expiry}: the second, the tenant and the id. */
    Tuple unpackExpiry(byte[] key) {
        return revocations.unpack(key).popFront();
    }

    RevocationId idOf(TenantName tenant, byte[] key) {
        return RevocationId.of(ofTenant(tenant).unpack(key).getBytes(0));
    }

    /** Changes with each revocation, for servers to watch. */
    byte[] lastChange() {
        return revocations.pack(Tuple.from(LAST_CHANGE));
    }
}
