package io.recordstore.fault;

import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A failure that is no {@link Fault}: the server's own. It is logged under an id, and a caller is told the id and nothing
 * else.
 *
 * @param id names it in the log
 */
public record Defect(String id) {
    /** What an error calls every defect. */
    public static final String REASON = "INTERNAL";

    private static final Logger LOG = Logger.getLogger(Defect.class);

    /** Logs a failure under a new id. */
    public static Defect log(Throwable error) {
        Defect defect = new Defect(UUID.randomUUID().toString());
        LOG.errorf(error, "a call failed by a defect of the server, %s", defect.id());
        return defect;
    }

    /** What the caller is told. */
    public String message() {
        return "the server failed by a defect of its own; its log tells more under " + id;
    }
}
