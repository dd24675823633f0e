package io.recordstore.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How changes are watched and forgotten: {@code recordstore.changes}. */
@ConfigMapping(prefix = "recordstore.changes")
public interface ChangeConfig {
    /** How long a watcher hears nothing before it gets a mark of progress. */
    @WithDefault("15s")
    @DurationMin(millis = 1)
    Duration progress();

    /**
     * How long a watch of the store is relied on. A change is told by it at once; this bounds the time when one is lost, and
     * costs one short read for each RecordSpace that is watched on this server.
     */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    Duration watch();

    /** How often what is older than it is kept is looked for. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration trimEvery();
}
