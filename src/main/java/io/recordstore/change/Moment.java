package io.recordstore.change;

import com.google.protobuf.ByteString;
import java.time.Instant;

/** A moment of a RecordSpace that is past. */
public sealed interface Moment {

    /**
     * Just after a commit.
     *
     * @param version of the commit, or of a record that it wrote: 12 bytes
     */
    record AtVersion(ByteString version) implements Moment {}

    /** At the end of the second that a time lies in: after what was committed in it, by the clocks of the servers. */
    record AtTime(Instant time) implements Moment {}
}
