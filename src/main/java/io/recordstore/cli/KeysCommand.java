package io.recordstore.cli;

import picocli.CommandLine.Command;

/** {@code record-store keys}. */
@Command(
        name = "keys",
        synopsisSubcommandLabel = "COMMAND",
        description = "Make the keys that a server needs.",
        subcommands = KeysGenerateCommand.class)
final class KeysCommand extends CommandGroup {}
