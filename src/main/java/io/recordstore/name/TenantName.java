package io.recordstore.name;

import io.recordstore.fault.InvalidRequest;

/**
 * A tenant's name: one segment of {@code [a-z0-9]} with {@code -}, {@code _} and {@code .} inside, 1 to 63 characters.
 */
public record TenantName(String value) {

    /** @throws InvalidRequest when the name is outside the grammar */
    public TenantName {
        if (!Segment.isLegal(value)) {
            throw new InvalidRequest("tenant", "a tenant's name is " + Segment.GRAMMAR + ", such as acme");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
