package io.recordstore.cli;

import io.recordstore.v1.Moment;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Reads what was, not what is. */
final class PastOption {
    @Option(
            names = "--at",
            paramLabel = "MOMENT",
            order = 19,
            converter = MomentText.class,
            description =
                    "As it was: a version, such as --envelope shows; a time, 2026-01-31T12:00:00Z; or 5m, 12h, 3d ago.")
    Moment at;

    Optional<Moment> moment() {
        return Optional.ofNullable(at);
    }
}
