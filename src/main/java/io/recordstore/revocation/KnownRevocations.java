package io.recordstore.revocation;

import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The revocations that a server holds in memory, a bounded number of them. Over the bound it lets go of those of the
 * tenant with the most, so that no tenant's revocations cost another's calls.
 *
 * <p>One thread changes it, any number read it. A tenant is marked as let go before its revocations are.
 */
final class KnownRevocations {
    private static final long NEVER = Long.MAX_VALUE;

    private final int capacity;

    /** For each tenant, the second after which each id can be forgotten. */
    private final Map<TenantName, Map<String, Long>> byTenant = new ConcurrentHashMap<>();

    private final Set<TenantName> letGo = ConcurrentHashMap.newKeySet();
    private int size;

    /** @param capacity how many at most */
    KnownRevocations(int capacity) {
        this.capacity = capacity;
    }

    /** Whether all of a tenant's revocations may be here. */
    boolean holds(TenantName tenant) {
        return !letGo.contains(tenant);
    }

    boolean containsAny(TenantName tenant, List<String> ids) {
        Map<String, Long> revoked = byTenant.get(tenant);
        return revoked != null && ids.stream().anyMatch(revoked::containsKey);
    }

    int size() {
        return size;
    }

    void add(LoggedRevocation revocation) {
        if (!holds(revocation.tenant())) {
            return;
        }
        long end = revocation.expireTime().map(Instant::getEpochSecond).orElse(NEVER);
        boolean isNew = byTenant.computeIfAbsent(revocation.tenant(), first -> new ConcurrentHashMap<>())
                        .put(revocation.id().hex(), end)
                == null;
        if (isNew && ++size > capacity) {
            letGoOfMost();
        }
    }

    private void letGoOfMost() {
        Map.Entry<TenantName, Map<String, Long>> most = byTenant.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow();
        letGo.add(most.getKey());
        byTenant.remove(most.getKey());
        size -= most.getValue().size();
    }

    /** Forgets those whose tokens had expired before a time. */
    void forgetExpired(Instant before) {
        for (Map<String, Long> revoked : byTenant.values()) {
            int count = revoked.size();
            revoked.values().removeIf(end -> end < before.getEpochSecond());
            size -= count - revoked.size();
        }
        byTenant.values().removeIf(Map::isEmpty);
    }
}
