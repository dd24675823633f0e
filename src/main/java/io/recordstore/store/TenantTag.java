package io.recordstore.store;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The tag by which a cluster knows whose a transaction is. Of a cluster with too much to do it is the busiest tenant that
 * waits, and an operator can hold one back with fdbcli's {@code throttle}. An engine without tags takes no notice.
 */
public final class TenantTag {
    /** FoundationDB's limit, in bytes. */
    static final int MAX_LENGTH = 16;

    private static final int HASH_LENGTH = 6;

    private TenantTag() {}

    /** Tags a transaction that has not read anything yet; on one that has, it is too late to matter. */
    public static void set(FDBRecordContext context, String tenant) {
        context.ensureActive().options().setAutoThrottleTag(of(tenant));
    }

    /** The tenant's name, or as much of it as there is room for with a hash of it all. */
    static String of(String tenant) {
        if (tenant.length() <= MAX_LENGTH) {
            return tenant;
        }
        String hash = Hashing.sha256()
                .hashString(tenant, StandardCharsets.UTF_8)
                .toString()
                .substring(0, HASH_LENGTH);
        return tenant.substring(0, MAX_LENGTH - HASH_LENGTH - 1) + "-" + hash;
    }
}
