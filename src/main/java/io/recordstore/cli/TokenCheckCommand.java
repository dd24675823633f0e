package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.InspectResponse;
import io.recordstore.v1.TokenState;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code record-store token check}. */
@Command(
        name = "check",
        description = "Ask a server whether it takes the token that calls are made with, and what it allows where.",
        footer = {
            "",
            "Examples:",
            "  record-store token check",
            "  record-store token check --space prod/users --type User",
            "",
            "It exits with 4 when the token is not taken."
        })
final class TokenCheckCommand extends ServerCommand {
    private static final String STATE_PREFIX = "TOKEN_STATE_";

    @Option(
            names = "--space",
            paramLabel = "SPACE",
            description = "What it allows there; in all of the tenant without.")
    String space = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "What it allows on records of this type.")
    String type = "";

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        InspectResponse response = connection
                .tokens()
                .inspect(InspectRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .setRecordType(type)
                        .build());
        results.one(terminal(), Json.of(response), describe(response));
        return response.getState() == TokenState.TOKEN_STATE_ACTIVE ? ExitCode.OK : ExitCode.DENIED;
    }

    private String describe(InspectResponse response) {
        String state =
                response.getState().name().substring(STATE_PREFIX.length()).toLowerCase(Locale.ROOT);
        String allowed = response.getAllowedOperationsCount() == 0
                ? "nothing"
                : String.join(", ", response.getAllowedOperationsList());
        return String.join(
                "\n",
                "tenant   " + response.getToken().getTenant(),
                "state    " + state,
                "expires  "
                        + (response.getToken().hasExpireTime()
                                ? RecordFields.time(response.getToken().getExpireTime())
                                : "never"),
                "allows   " + allowed + (space.isEmpty() ? " in all of the tenant" : " in " + space));
    }
}
