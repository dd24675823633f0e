package io.recordstore.space;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.store.TestStore;
import io.recordstore.telemetry.Unwatched;
import java.time.Clock;

/** The catalog as one server has it, made by hand. */
public final class TestSpaces {
    private final Tenants tenants;
    private final Catalog catalog;
    private final RecordSpaces spaces;
    private final ForkCatalog forkCatalog;
    private final Rewraps rewraps;

    public TestSpaces(TestStore store, DataKeys dataKeys) {
        this.tenants = new Tenants(store.root());
        this.catalog = new Catalog(store.root(), tenants, Unwatched.caches());
        this.spaces =
                new RecordSpaces(store.transactions(), catalog, tenants, dataKeys, store.root(), Clock.systemUTC());
        this.forkCatalog = new ForkCatalog(catalog, spaces, store.root());
        this.rewraps = new Rewraps(
                store.transactions(),
                dataKeys,
                catalog,
                TestDataKeys.config(),
                store.root(),
                Clock.systemUTC(),
                new KeyEncryptionMeters(new SimpleMeterRegistry()));
    }

    public Rewraps rewraps() {
        return rewraps;
    }

    public Tenants tenants() {
        return tenants;
    }

    public ForkCatalog forkCatalog() {
        return forkCatalog;
    }

    public Catalog catalog() {
        return catalog;
    }

    public RecordSpaces spaces() {
        return spaces;
    }
}
