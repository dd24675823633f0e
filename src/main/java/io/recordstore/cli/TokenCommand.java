package io.recordstore.cli;

import picocli.CommandLine.Command;

/** {@code record-store token}. */
@Command(
        name = "token",
        synopsisSubcommandLabel = "COMMAND",
        description = "Make, narrow and read tokens, without a server.",
        subcommands = {TokenCreateCommand.class, TokenAttenuateCommand.class, TokenInspectCommand.class})
final class TokenCommand extends CommandGroup {}
