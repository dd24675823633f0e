package io.recordstore.quota;

import java.util.List;

/**
 * Whose limits: a tenant's, or those of one of its RecordSpaces. Names may be as a caller wrote them: none that is not
 * legal has limits of its own.
 *
 * @param recordSpace empty for the tenant as a whole
 */
public record QuotaOwner(String tenant, String recordSpace) {
    /** The tenant as a whole. */
    public static QuotaOwner tenant(String name) {
        return new QuotaOwner(name, "");
    }

    boolean isTenant() {
        return recordSpace.isEmpty();
    }

    /** Everybody whose limits hold for it. */
    List<QuotaOwner> andItsTenant() {
        return isTenant() ? List.of(this) : List.of(tenant(tenant), this);
    }
}
