package io.recordstore.cli;

import picocli.CommandLine.Command;

/** {@code record-store schema}. */
@Command(
        name = "schema",
        synopsisSubcommandLabel = "COMMAND",
        description = "Say what a RecordSpace holds: Protobuf messages, their keys and indexes.",
        subcommands = {SchemaApplyCommand.class, SchemaShowCommand.class, SchemaVersionsCommand.class})
final class SchemaCommand extends CommandGroup {}
