package io.recordstore.store;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The store is observed and can be taken away, and no server looks for index builds of all tenants meanwhile. */
public final class ObservedStore implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(KeysTouched.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "recordstore.operations.look-every",
                "1h",
                "recordstore.changes.trim-every",
                "1h",
                "recordstore.expiry.look-every",
                "1h",
                "recordstore.transactions.open",
                "3");
    }
}
