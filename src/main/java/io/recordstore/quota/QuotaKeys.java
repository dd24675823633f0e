package io.recordstore.quota;

import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;

/** The keys of limits that operators have set, as {@code LAYOUT.md} draws them: under the system's {@code (0, 8)}. */
@Singleton
final class QuotaKeys {
    private static final int SYSTEM = 0;
    private static final int QUOTAS = 8;
    private static final int LIMITS = 0;
    private static final int LAST_CHANGE = 1;

    private final Subspace quotas;

    QuotaKeys(@Root Subspace root) {
        this.quotas = root.get(Tuple.from(SYSTEM, QUOTAS));
    }

    /** All limits, in the order of their tenants. */
    Subspace all() {
        return quotas.get(LIMITS);
    }

    byte[] of(QuotaOwner owner) {
        return all().pack(Tuple.from(owner.tenant(), owner.recordSpace()));
    }

    QuotaOwner owner(byte[] key) {
        Tuple names = all().unpack(key);
        return new QuotaOwner(names.getString(0), names.getString(1));
    }

    byte[] lastChange() {
        return quotas.pack(LAST_CHANGE);
    }
}
