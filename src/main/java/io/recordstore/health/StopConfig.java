package io.recordstore.health;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the server stops once it is told to: {@code recordstore.stop}. One time follows the other. */
@ConfigMapping(prefix = "recordstore.stop")
public interface StopConfig {
    /** How long it serves on while it says that it is not ready, so that whoever routes calls to it learns first. */
    @WithDefault("0s")
    @DurationMin
    Duration delay();

    /**
     * How long streams may go on after that. Then they end with UNAVAILABLE, and clients go on from their last message with
     * another server.
     */
    @WithDefault("5s")
    @DurationMin
    Duration streams();

    /** How long after the delay it waits for the last answer. What is open then is cut. */
    @WithDefault("20s")
    @DurationMin
    Duration grace();
}
