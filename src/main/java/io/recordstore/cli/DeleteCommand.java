package io.recordstore.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.ResumingStream;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.Situation;
import io.recordstore.cli.filter.Literals;
import io.recordstore.cli.output.Progress;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.DeleteWhereRequest;
import io.recordstore.v1.DeleteWhereResponse;
import io.recordstore.v1.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store delete}. */
@Command(
        name = "delete",
        aliases = "rm",
        description = "Delete the record with a primary key, or all that a filter selects.",
        footer = {
            "",
            "Examples:",
            "  record-store delete cities City 1",
            "  record-store delete cities City -w 'country = \"XX\"' --yes",
            "  record-store delete cities City --all --yes"
        })
final class DeleteCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "KEY",
            description = "The values of the primary key's fields, in their order.")
    List<String> key = new ArrayList<>();

    @Mixin
    FilterOptions filter;

    @Option(names = "--all", order = 12, description = "Every record of the type.")
    boolean all;

    @Option(
            names = "--background",
            order = 13,
            description = "Go on behind the call, also when this command ends: see record-store operation.")
    boolean background;

    @Mixin
    Confirmation confirmation;

    @Mixin
    Results results;

    private long deletedBefore;
    private long deleted;

    @Override
    Situation situation(Situation connection) {
        return filter.situation(super.situation(connection));
    }

    @Override
    int run(Connection connection) {
        Optional<Filter> selected = filter.filter();
        int ways = (key.isEmpty() ? 0 : 1) + (selected.isPresent() ? 1 : 0) + (all ? 1 : 0);
        if (ways != 1) {
            throw CommandFailure.usage("say which: a primary key, or --where, or --all");
        }
        if (!key.isEmpty()) {
            connection.records().delete(oneOf(connection));
            deleted = 1;
        } else {
            confirmation.ask(
                    terminal(), "Delete " + (all ? "every " : "the selected ") + recordType + " of " + space + "?");
            if (background) {
                return deleteBehindTheCall(connection, selected);
            }
            deleteSelected(connection, selected);
        }
        results.one(
                terminal(),
                Struct.newBuilder()
                        .putFields("deleted_count", RecordFields.number(deleted))
                        .build(),
                String.format(Locale.ROOT, "%,d deleted", deleted));
        return ok();
    }

    private DeleteRequest oneOf(Connection connection) {
        return DeleteRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .addAllPrimaryKey(key.stream().map(Literals::ofArgument).toList())
                .build();
    }

    private DeleteWhereRequest.Builder selected(Connection connection, Optional<Filter> selected) {
        DeleteWhereRequest.Builder request = DeleteWhereRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .setAllowScan(filter.allowScan);
        selected.ifPresentOrElse(request::setFilter, () -> request.setAll(true));
        return request;
    }

    private int deleteBehindTheCall(Connection connection, Optional<Filter> selected) {
        DeleteWhereResponse begun = connection
                .recordStreams()
                .deleteWhere(selected(connection, selected).setBackground(true).build())
                .next();
        results.one(
                terminal(),
                Struct.newBuilder()
                        .putFields("deleted_count", RecordFields.number(begun.getDeletedCount()))
                        .putFields(
                                "operation",
                                Value.newBuilder()
                                        .setStringValue(begun.getOperation())
                                        .build())
                        .build(),
                String.format(
                        Locale.ROOT,
                        "%,d deleted%s: operation %s",
                        begun.getDeletedCount(),
                        begun.getDone() ? "" : " so far",
                        begun.getOperation()));
        return ok();
    }

    private void deleteSelected(Connection connection, Optional<Filter> selected) {
        DeleteWhereRequest.Builder request = selected(connection, selected);
        ResumingStream<DeleteWhereResponse> stream = new ResumingStream<>(
                connection,
                terminal(),
                from -> {
                    deletedBefore = deleted;
                    return connection
                            .recordStreams()
                            .deleteWhere(request.setContinuation(from).build());
                },
                DeleteWhereResponse::getContinuation);
        DeleteWhereResponse[] last = {DeleteWhereResponse.getDefaultInstance()};
        try (Progress progress = new Progress(terminal(), "records")) {
            do {
                stream.run(last[0].getContinuation(), response -> {
                    last[0] = response;
                    deleted = deletedBefore + response.getDeletedCount();
                    progress.at(deleted, -1);
                });
            } while (!last[0].getDone());
        }
    }
}
