package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.Progress;
import io.recordstore.v1.ForkRecordSpaceRequest;
import io.recordstore.v1.ForkRecordSpaceResponse;
import io.recordstore.v1.GetOperationRequest;
import io.recordstore.v1.Operation;
import io.recordstore.v1.OperationState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store space fork}. */
@Command(
        name = "fork",
        description = "Make a RecordSpace as a copy of another, with its schema, records and indexes.",
        footer = {
            "",
            "Examples:",
            "  record-store space fork prod/users dev/users",
            "  record-store space fork prod/users test/users --label by=ada --wait",
            "",
            "A large one is copied behind the call: record-store operation show TARGET ID tells how far it is."
        })
final class SpaceForkCommand extends SpaceScopedCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Parameters(index = "1", paramLabel = "TARGET", description = "The new RecordSpace.")
    String target;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "What to say of it besides what is said of the other; may be repeated.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "After which time the new one is gone, such as 30m, 2h or 7d; never when not given.")
    Duration ttl = Duration.ZERO;

    @Option(names = "--wait", description = "Wait until it is made.")
    boolean wait;

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        ForkRecordSpaceResponse forked = connection
                .spaces()
                .forkRecordSpace(ForkRecordSpaceRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .setTarget(target)
                        .putAllLabels(labels)
                        .setTtl(Durations.message(ttl))
                        .build());
        Operation operation = forked.getOperation();
        if (forked.hasOperation() && (wait || terminal().errIsTerminal())) {
            operation = await(connection, operation);
        }
        boolean isMade = !forked.hasOperation() || operation.getState() == OperationState.OPERATION_STATE_DONE;
        results.one(
                terminal(),
                Json.of(forked.toBuilder().setOperation(operation).build()),
                isMade
                        ? "forked " + space + " to " + target
                        : "forking " + space + " to " + target + ": operation " + operation.getOperation() + ", "
                                + OperationCommand.progress(operation));
        return ok();
    }

    private Operation await(Connection connection, Operation begun) {
        Operation operation = begun;
        try (Progress progress = new Progress(terminal(), "records copied")) {
            while (!operation.hasEndTime()) {
                progress.at(
                        operation.getRecordsDone(),
                        operation.getRecordsTotal() == 0
                                ? -1
                                : (double) operation.getRecordsDone() / operation.getRecordsTotal());
                pause();
                operation = connection
                        .operations()
                        .getOperation(GetOperationRequest.newBuilder()
                                .setTenant(connection.tenant())
                                .setRecordSpace(target)
                                .setOperation(begun.getOperation())
                                .build())
                        .getOperation();
            }
        }
        if (operation.getState() != OperationState.OPERATION_STATE_DONE) {
            throw CommandFailure.failed(
                    "the fork was not made: " + operation.getFailure().getMessage(),
                    "  record-store operation show " + target + " " + operation.getOperation());
        }
        return operation;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
