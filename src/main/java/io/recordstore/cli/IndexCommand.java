package io.recordstore.cli;

import picocli.CommandLine.Command;

/** {@code record-store index}. */
@Command(
        name = "index",
        synopsisSubcommandLabel = "COMMAND",
        description = "List, add and drop indexes: what no index serves cannot be queried.",
        subcommands = {IndexListCommand.class, IndexAddCommand.class, IndexDropCommand.class})
final class IndexCommand extends CommandGroup {}
