package io.recordstore.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How a server follows the revoked tokens: {@code recordstore.tokens.revocations}. */
@ConfigMapping(prefix = "recordstore.tokens.revocations")
public interface RevocationConfig {
    /**
     * How often the list is looked at when nothing told of a change. A change is told at once by a watch; this bounds
     * the time when a watch is lost, and costs one short read.
     */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration poll();

    /**
     * How old what a server knows may be. One that has not been able to look for so long refuses every call, because it
     * cannot know which tokens were revoked meanwhile. Longer than a change of the cluster's leader takes.
     */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    Duration stale();

    /**
     * Revocations kept in memory, some 300 bytes each. Beyond, those of the tenant with the most are looked up in the
     * store at each of that tenant's calls.
     */
    @WithDefault("200000")
    @Min(0)
    int inMemory();

    /** How long after its tokens have expired a revocation is forgotten: more than the clocks of servers differ. */
    @WithDefault("1h")
    @DurationMin
    Duration clockLeeway();

    /** How often what can be forgotten is looked for. */
    @WithDefault("10m")
    @DurationMin(millis = 1)
    Duration purgeEvery();
}
