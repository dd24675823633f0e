package io.recordstore.cli;

import io.recordstore.cli.failure.Situation;
import picocli.CommandLine.Parameters;

/** A command about one RecordSpace. */
abstract class SpaceScopedCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The RecordSpace, such as prod/users.")
    String space;

    @Override
    Situation situation(Situation connection) {
        return connection.about(space);
    }
}
