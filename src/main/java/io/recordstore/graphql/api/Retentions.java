package io.recordstore.graphql.api;

import com.google.protobuf.util.Durations;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.ChangeRetentionInput;
import io.recordstore.space.ChangeRetention;
import java.text.ParseException;
import java.time.Duration;

/** Which changes are to be kept, from input objects. */
final class Retentions {
    private Retentions() {}

    /** @throws InvalidRequest when changes cannot be kept so */
    static ChangeRetention read(ChangeRetentionInput changes) {
        return new ChangeRetention(
                duration(changes.duration()),
                changes.values() == null
                        ? ChangeRetention.Values.NONE
                        : ChangeRetention.Values.valueOf(changes.values().name()));
    }

    private static Duration duration(String text) {
        try {
            return Duration.ofNanos(Durations.toNanos(Durations.parse(text)));
        } catch (ParseException | ArithmeticException | IllegalArgumentException notDuration) {
            throw new InvalidRequest("changeRetention.duration", "it is to be like 604800s");
        }
    }
}
