package io.recordstore.space;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How RecordSpaces that have expired are deleted: {@code recordstore.expiry}. */
@ConfigMapping(prefix = "recordstore.expiry")
public interface ExpiryConfig {
    /** How often they are looked for. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration lookEvery();

    /**
     * How far the clocks of servers may be apart. What has expired is deleted so much later, when it has expired by every
     * server's clock: none deletes what another still serves.
     */
    @WithDefault("10s")
    @DurationMin
    Duration clockSkew();
}
