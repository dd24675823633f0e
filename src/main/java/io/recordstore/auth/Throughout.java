package io.recordstore.auth;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/** Streams without an end that go on only for as long as their calls are permitted. */
public final class Throughout {
    /** How long a stream that is silent may go on with a token that has ended. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private Throughout() {}

    /**
     * Passes each message on only while the call is permitted; the stream fails soon after it no longer is, also where it has
     * nothing to say. At most a message is ahead of what the subscriber has asked for.
     *
     * @param permit asks anew whether the call is permitted, and fails when it is not
     */
    public static <T> Multi<T> permitted(Multi<T> messages, Supplier<Uni<?>> permit) {
        Multi<T> passedOn = messages.onItem()
                .transformToUniAndConcatenate(message -> permit.get().replaceWith(message));
        Multi<T> silence = Multi.createFrom()
                .ticks()
                .every(LOOK_AGAIN)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> permit.get().replaceWith((T) null));
        return Multi.createBy().merging().withRequests(1).streams(passedOn, silence);
    }
}
