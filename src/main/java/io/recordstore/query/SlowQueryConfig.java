package io.recordstore.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Which queries are noted in the log: {@code recordstore.slow-queries}. */
@ConfigMapping(prefix = "recordstore.slow-queries")
public interface SlowQueryConfig {
    /** How long the server works for a query before it is noted; the client's own time does not count. */
    @WithDefault("1s")
    @DurationMin
    Duration threshold();

    /** How many are noted a minute at most; the next line says how many were not. 0 for none. */
    @WithName("per-minute")
    @WithDefault("60")
    @Min(0)
    int perMinute();
}
