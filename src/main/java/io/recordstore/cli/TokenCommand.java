package io.recordstore.cli;

import picocli.CommandLine.Command;

/** {@code record-store token}. */
@Command(
        name = "token",
        synopsisSubcommandLabel = "COMMAND",
        description = "Make, narrow and read tokens, which needs no server; check and revoke them, which does.",
        subcommands = {
            TokenCreateCommand.class,
            TokenAttenuateCommand.class,
            TokenInspectCommand.class,
            TokenCheckCommand.class,
            TokenRevokeCommand.class,
            TokenRevokedCommand.class
        })
final class TokenCommand extends CommandGroup {}
