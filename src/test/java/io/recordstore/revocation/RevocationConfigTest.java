package io.recordstore.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The properties that {@code docs/tokens.md} lists, and their defaults. */
class RevocationConfigTest {
    @Test
    void theDefaultsAreThese() {
        RevocationConfig config = config();

        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.stale()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.inMemory()).isEqualTo(200_000);
        assertThat(config.clockLeeway()).isEqualTo(Duration.ofHours(1));
        assertThat(config.purgeEvery()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void everyPropertyIsReadByItsName() {
        RevocationConfig config =
                config("poll", "2s", "stale", "3s", "in-memory", "4", "clock-leeway", "5s", "purge-every", "6s");

        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.stale()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.inMemory()).isEqualTo(4);
        assertThat(config.clockLeeway()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.purgeEvery()).isEqualTo(Duration.ofSeconds(6));
    }

    private static RevocationConfig config(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().addDiscoveredConverters();
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("recordstore.tokens.revocations." + settings[i], settings[i + 1]);
        }
        return config.withMapping(RevocationConfig.class).build().getConfigMapping(RevocationConfig.class);
    }
}
