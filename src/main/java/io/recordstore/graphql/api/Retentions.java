package io.recordstore.graphql.api;

import com.google.protobuf.util.Durations;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.ChangeRetentionInput;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.TimeToLive;
import java.text.ParseException;
import java.time.Duration;

/** Which changes are to be kept and for how long RecordSpaces live, from arguments. */
final class Retentions {
    private Retentions() {}

    /** @throws InvalidRequest when changes cannot be kept so */
    static ChangeRetention read(ChangeRetentionInput changes) {
        return new ChangeRetention(
                duration(changes.duration(), "changeRetention.duration"),
                changes.values() == null
                        ? ChangeRetention.Values.NONE
                        : ChangeRetention.Values.valueOf(changes.values().name()));
    }

    /** @throws InvalidRequest when there is no such time, or it may not live for so long */
    static TimeToLive timeToLive(String ttl) {
        return ttl == null ? TimeToLive.UNBOUNDED : new TimeToLive(duration(ttl, "ttl"));
    }

    private static Duration duration(String text, String field) {
        try {
            return Duration.ofNanos(Durations.toNanos(Durations.parse(text)));
        } catch (ParseException | ArithmeticException | IllegalArgumentException notDuration) {
            throw new InvalidRequest(field, "it is to be like 604800s");
        }
    }
}
