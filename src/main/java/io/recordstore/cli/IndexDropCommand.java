package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.v1.IndexDefinition;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code record-store index drop}. */
@Command(
        name = "drop",
        description = "Drop an index from the schema in force. Records stay; queries that it served are refused.",
        footer = {"", "Example:", "  record-store index drop cities city_by_population --yes"})
final class IndexDropCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "INDEX", description = "Its name.")
    String name;

    @Mixin
    Confirmation confirmation;

    @Override
    int run(Connection connection) {
        SchemaEdit edit = SchemaEdit.of(connection, space);
        if (edit.indexes().noneMatch(index -> index.getName().equals(name))) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    space + " has no index " + name,
                    List.of("  it has "
                            + edit.indexes().map(IndexDefinition::getName).toList()));
        }
        if (edit.declared().hasIndex(name)) {
            throw CommandFailure.failed(
                    "the index " + name + " stands in the options of the schema's .proto",
                    "  take it out there, and: record-store schema apply " + space + " FILE.proto");
        }
        confirmation.ask(terminal(), "Drop the index " + name + "?");
        connection
                .schemas()
                .applySchema(edit.request(
                        space,
                        edit.indexes()
                                .filter(index -> !index.getName().equals(name))
                                .toList()));
        remark("dropped " + name);
        return ok();
    }
}
