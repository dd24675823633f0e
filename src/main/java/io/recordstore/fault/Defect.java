package io.recordstore.fault;

import org.jboss.logging.Logger;

/**
 * A failure that is no {@link Fault}: the server's own. It is logged under the request's id, and a caller is told the id and nothing
 * else.
 *
 * @param id of the request
 */
public record Defect(String id) {
    /** What an error calls every defect. */
    public static final String REASON = "INTERNAL";

    private static final Logger LOG = Logger.getLogger(Defect.class);

    /** Logs the failure of a request under its id. */
    public static Defect log(Throwable error, String requestId) {
        LOG.errorf(error, "a call failed by a defect of the server, request %s", requestId);
        return new Defect(requestId);
    }

    /** What the caller is told. */
    public String message() {
        return "the server failed by a defect of its own; its log tells more under " + id;
    }
}
