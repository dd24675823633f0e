package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.Pages;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.CancelOperationRequest;
import io.recordstore.v1.GetOperationRequest;
import io.recordstore.v1.ListOperationsRequest;
import io.recordstore.v1.ListOperationsResponse;
import io.recordstore.v1.Operation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code record-store operation}. */
@Command(
        name = "operation",
        synopsisSubcommandLabel = "COMMAND",
        description = "List, show and cancel what takes longer than a call.",
        subcommands = {OperationCommand.List.class, OperationCommand.Show.class, OperationCommand.Cancel.class})
final class OperationCommand extends CommandGroup {

    /** What is done, and how far it is, in one line. */
    static String progress(Operation operation) {
        String records = operation.getRecordsTotal() == 0
                ? String.format(Locale.ROOT, "%,d records", operation.getRecordsDone())
                : String.format(
                        Locale.ROOT, "%,d of %,d records", operation.getRecordsDone(), operation.getRecordsTotal());
        return state(operation) + ", " + records;
    }

    private static String kind(Operation operation) {
        return operation.getKind().name().substring("OPERATION_KIND_".length()).toLowerCase(Locale.ROOT);
    }

    private static String state(Operation operation) {
        return operation
                .getState()
                .name()
                .substring("OPERATION_STATE_".length())
                .toLowerCase(Locale.ROOT);
    }

    private static String describe(Operation operation) {
        StringBuilder text = new StringBuilder();
        line(text, "operation", operation.getOperation());
        line(text, "RecordSpace", operation.getRecordSpace());
        line(text, "kind", kind(operation));
        if (!operation.getSourceRecordSpace().isEmpty()) {
            line(text, "of", operation.getSourceRecordSpace());
        }
        line(text, "state", progress(operation) + (operation.getCancelRequested() ? ", cancelled by a user" : ""));
        line(text, "begun", RecordFields.time(operation.getBeginTime()));
        if (operation.hasEndTime()) {
            line(text, "over", RecordFields.time(operation.getEndTime()));
        }
        if (!operation.getServer().isEmpty()) {
            line(text, "server", operation.getServer());
        }
        if (operation.hasFailure()) {
            line(
                    text,
                    "failure",
                    operation.getFailure().getReason() + ": "
                            + operation.getFailure().getMessage());
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-12s %s%n", name, value));
    }

    /** Lists them. */
    @Command(
            name = "list",
            aliases = "ls",
            description = "List operations, the newest first.",
            footer = {
                "",
                "Examples:",
                "  record-store operation list",
                "  record-store operation list prod/",
                "",
                "Those that are over are forgotten after a week."
            })
    static final class List extends ServerCommand {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "PREFIX",
                description = "Only of RecordSpaces whose names start so.")
        String prefix = "";

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            results.list(terminal(), list(connection), List::row);
            return ok();
        }

        private Iterable<Operation> list(Connection connection) {
            return new Pages<>(
                    page -> connection
                            .operations()
                            .listOperations(ListOperationsRequest.newBuilder()
                                    .setTenant(connection.tenant())
                                    .setPrefix(prefix)
                                    .setPageToken(page)
                                    .build()),
                    ListOperationsResponse::getOperationsList,
                    ListOperationsResponse::getNextPageToken);
        }

        private static Map<String, String> row(Operation operation) {
            Map<String, String> row = new LinkedHashMap<>();
            row.put("id", operation.getOperation());
            row.put("space", operation.getRecordSpace());
            row.put("kind", kind(operation));
            row.put("state", progress(operation));
            row.put("begun", RecordFields.time(operation.getBeginTime()));
            row.put("failure", operation.getFailure().getReason());
            return row;
        }
    }

    /** Shows one. */
    @Command(
            name = "show",
            description = "Show one operation.",
            footer = {"", "Example:", "  record-store operation show prod/users 17"})
    static final class Show extends SpaceScopedCommand {
        @Parameters(index = "1", paramLabel = "ID", description = "The operation's id.")
        String operation;

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            Operation found = connection
                    .operations()
                    .getOperation(GetOperationRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .setOperation(operation)
                            .build())
                    .getOperation();
            results.one(terminal(), Json.of(found), describe(found));
            return ok();
        }
    }

    /** Ends one. */
    @Command(
            name = "cancel",
            description = "End an operation before it is through.",
            footer = {
                "",
                "Example:",
                "  record-store operation cancel prod/users 17",
                "",
                "An index build leaves its indexes disabled, a fork deletes what it has made, a delete leaves the rest."
            })
    static final class Cancel extends SpaceScopedCommand {
        @Parameters(index = "1", paramLabel = "ID", description = "The operation's id.")
        String operation;

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            Operation cancelled = connection
                    .operations()
                    .cancelOperation(CancelOperationRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .setOperation(operation)
                            .build())
                    .getOperation();
            results.one(terminal(), Json.of(cancelled), describe(cancelled));
            return ok();
        }
    }
}
