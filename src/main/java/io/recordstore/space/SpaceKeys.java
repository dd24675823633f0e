package io.recordstore.space;

import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;

/** The keys of tenants and their catalogs, as {@code LAYOUT.md} draws them. */
final class SpaceKeys {
    private static final int SYSTEM = 0;
    private static final int TENANT_IDS = 1;
    private static final int LAST_TENANT_ID = 2;
    private static final int TRIMS = 5;
    private static final int EXPIRIES = 6;

    private static final int CATALOG = 0;
    private static final int LAST_INCARNATION = 1;
    private static final int INCARNATIONS = 2;

    private SpaceKeys() {}

    static byte[] tenantId(Subspace root, String tenant) {
        return root.pack(Tuple.from(SYSTEM, TENANT_IDS, tenant));
    }

    static byte[] lastTenantId(Subspace root) {
        return root.pack(Tuple.from(SYSTEM, LAST_TENANT_ID));
    }

    static Subspace tenantIds(Subspace root) {
        return root.get(Tuple.from(SYSTEM, TENANT_IDS));
    }

    static Subspace trims(Subspace root) {
        return root.get(Tuple.from(SYSTEM, TRIMS));
    }

    static Subspace expiries(Subspace root) {
        return root.get(Tuple.from(SYSTEM, EXPIRIES));
    }

    static Subspace catalog(Subspace root, long tenantId) {
        return root.get(Tuple.from(tenantId, CATALOG));
    }

    static byte[] lastIncarnation(Subspace root, long tenantId) {
        return root.pack(Tuple.from(tenantId, LAST_INCARNATION));
    }

    static Subspace incarnation(Subspace root, long tenantId, long incarnation) {
        return root.get(Tuple.from(tenantId, INCARNATIONS, incarnation));
    }

    static byte[] identity(long tenantId, long incarnation) {
        return Tuple.from(tenantId, incarnation).pack();
    }
}
