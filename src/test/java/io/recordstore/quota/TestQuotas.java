package io.recordstore.quota;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.store.TestStore;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Limits as one server has them, made by hand. */
public final class TestQuotas {
    private TestQuotas() {}

    /** Of configuration alone; what is stored is counted. */
    public static StorageQuotas storage(TestStore store) {
        UsageKeys keys = new UsageKeys(store.root());
        return new StorageQuotas(
                followed(store, config()),
                new KnownUsage(keys, config()),
                keys,
                new QuotaMeters(new SimpleMeterRegistry()));
    }

    static FollowedQuotas followed(TestStore store, QuotaConfig config) {
        return new FollowedQuotas(new QuotaStore(store.transactions(), new QuotaKeys(store.root())), config);
    }

    /** @param settings alternating names and values under {@code recordstore.quotas} */
    static QuotaConfig config(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().addDiscoveredConverters();
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("recordstore.quotas." + settings[i], settings[i + 1]);
        }
        return config.withMapping(QuotaConfig.class).build().getConfigMapping(QuotaConfig.class);
    }
}
