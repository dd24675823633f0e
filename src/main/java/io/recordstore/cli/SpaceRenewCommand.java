package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code record-store space renew}. */
@Command(
        name = "renew",
        description = "Give a RecordSpace another time to live, from now on.",
        footer = {
            "",
            "Examples:",
            "  record-store space renew test/run-17 --ttl 2h",
            "  record-store space renew test/run-17 --keep"
        })
final class SpaceRenewCommand extends SpaceScopedCommand {
    @ArgGroup(multiplicity = "1")
    End end;

    @Mixin
    Results results;

    /** Until when. */
    static final class End {
        @Option(
                names = "--ttl",
                required = true,
                paramLabel = "TIME",
                description = "After which time it is gone, such as 30m, 2h or 7d.")
        Duration ttl = Duration.ZERO;

        @Option(names = "--keep", required = true, description = "Until it is deleted.")
        boolean isKept;
    }

    @Override
    int run(Connection connection) {
        RecordSpace renewed = connection
                .spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .setTtl(Durations.message(end.isKept ? Duration.ZERO : end.ttl))
                        .build())
                .getRecordSpace();
        results.one(
                terminal(), Json.of(renewed), renewed.getRecordSpace() + " expires: " + SpaceCommand.expiry(renewed));
        return ok();
    }
}
