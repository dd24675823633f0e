package io.recordstore.admission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** What calls may hold in memory together: {@code recordstore.admission}. */
@ConfigMapping(prefix = "recordstore.admission")
public interface AdmissionConfig {
    /**
     * Bytes of requests and answers in hand together, 16 kB for each call included; a twelfth of the heap when absent; not 0. A
     * record is in memory several times while it is written: as it came, parsed, sealed, and in its transaction.
     */
    Optional<MemorySize> memory();

    /** How long a caller that is refused is asked to wait. */
    @WithDefault("1s")
    @DurationMin
    Duration retryAfter();

    /**
     * How long a client may take to send one message, from its first byte to its last, and from a request's head to the end
     * of its first message. The largest one takes 200 kB a second.
     */
    @WithDefault("60s")
    @DurationMin(millis = 1)
    Duration messageTimeout();
}
