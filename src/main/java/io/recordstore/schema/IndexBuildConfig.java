package io.recordstore.schema;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How indexes are built over records that are there already. */
@ConfigMapping(prefix = "recordstore.index-builds")
public interface IndexBuildConfig {

    /** Records per transaction: far from five seconds and from 10 MB with records of the usual size. */
    @WithDefault("500")
    int recordsPerTransaction();

    /** Records per second of one build, so that the calls of users are not crowded out. */
    @WithDefault("20000")
    int recordsPerSecond();

    /** How long ApplySchema waits for its indexes before it leaves them to be built behind it. */
    @WithDefault("5s")
    Duration patience();

    /** How often a server looks for builds that no server goes on with. */
    @WithDefault("15s")
    Duration lookEvery();

    /** How long a server that says nothing keeps a build to itself: then another takes it up. */
    @WithDefault("10s")
    Duration lease();

    /** Builds that one server goes on with at a time, besides those of its own calls. */
    @WithDefault("4")
    int concurrency();
}
