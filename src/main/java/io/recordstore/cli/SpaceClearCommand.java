package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.v1.ClearRecordSpaceRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code record-store space clear}. */
@Command(
        name = "clear",
        description = "Empty a RecordSpace: its records are gone at once, its schema stays.",
        footer = {"", "Example:", "  record-store space clear dev/shop --yes"})
final class SpaceClearCommand extends SpaceScopedCommand {
    @Mixin
    Confirmation confirmation;

    @Override
    int run(Connection connection) {
        confirmation.ask(terminal(), "Delete every record in the RecordSpace " + space + "?");
        connection
                .spaces()
                .clearRecordSpace(ClearRecordSpaceRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .build());
        remark("cleared " + space);
        return ok();
    }
}
