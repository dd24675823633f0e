package io.recordstore.fdb;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Configurations from properties alone. */
final class FdbConfigs {
    private FdbConfigs() {}

    static FdbConfig of(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .addSystemSources()
                .withMapping(FdbConfig.class)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(FdbConfig.class);
    }
}
