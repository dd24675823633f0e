package io.recordstore.space;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.quota.TestQuotas;
import io.recordstore.store.TestStore;
import io.recordstore.telemetry.Unwatched;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;

/** The catalog as one server has it, made by hand. */
public final class TestSpaces {
    private final Tenants tenants;
    private final Catalog catalog;
    private final RecordSpaces spaces;
    private final ForkCatalog forkCatalog;
    private final Rewraps rewraps;
    private final Expiries expiries;

    public TestSpaces(TestStore store, DataKeys dataKeys) {
        this(store, dataKeys, Clock.systemUTC());
    }

    public TestSpaces(TestStore store, DataKeys dataKeys, Clock clock) {
        this.tenants = new Tenants(store.root());
        this.catalog = new Catalog(store.root(), tenants, clock, Unwatched.caches());
        this.spaces = new RecordSpaces(
                store.transactions(), catalog, tenants, dataKeys, store.root(), clock, TestQuotas.storage(store));
        this.forkCatalog = new ForkCatalog(catalog, spaces, store.root());
        this.expiries = new Expiries(
                store.transactions(),
                catalog,
                expiryConfig(),
                new ExpiryMeters(new SimpleMeterRegistry()),
                store.root(),
                clock);
        this.rewraps = new Rewraps(
                store.transactions(),
                dataKeys,
                catalog,
                TestDataKeys.config(),
                store.root(),
                Clock.systemUTC(),
                new KeyEncryptionMeters(new SimpleMeterRegistry()));
    }

    static ExpiryConfig expiryConfig() {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ExpiryConfig.class)
                .build()
                .getConfigMapping(ExpiryConfig.class);
    }

    public Expiries expiries() {
        return expiries;
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
