package io.recordstore.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.recordstore.change.Moment;
import io.recordstore.fault.InvalidRequest;
import java.time.Instant;

/** Moments that are past from messages. */
final class MomentMessages {
    private MomentMessages() {}

    /** @param position where the request has it */
    static Moment read(io.recordstore.v1.Moment moment, String position) {
        return switch (moment.getMomentCase()) {
            case VERSION -> new Moment.AtVersion(moment.getVersion());
            case TIME -> new Moment.AtTime(instant(moment.getTime(), position + ".time"));
            case MOMENT_NOT_SET -> throw new InvalidRequest(position, "it has neither a version nor a time");
        };
    }

    private static Instant instant(Timestamp time, String position) {
        if (!Timestamps.isValid(time)) {
            throw new InvalidRequest(position, "it is no time between the years 1 and 9999");
        }
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
