package io.recordstore.cli;

import io.grpc.StatusRuntimeException;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.ResumingStream;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.ServerErrors;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.Output;
import io.recordstore.cli.output.Progress;
import io.recordstore.v1.ExportRequest;
import io.recordstore.v1.ExportResponse;
import io.recordstore.v1.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store export}. */
@Command(
        name = "export",
        description = "Write every record of one type, or of all, as NDJSON.",
        footer = {
            "",
            "Examples:",
            "  record-store export cities City > cities.ndjson",
            "  record-store export prod/shop --to shop.ndjson          # all types, each line with its type and version",
            "  record-store export prod/shop | record-store import dev/shop --envelope",
            "",
            "A connection that breaks is made again, and the export goes on where it broke."
        })
final class ExportCommand extends SpaceScopedCommand {
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TYPE",
            description = "The record type; all of them without, each record in an envelope that says its type.")
    String recordType = "";

    @Option(names = "--to", paramLabel = "FILE", description = "Where to write; standard output without.")
    Path file;

    @Option(names = "--envelope", description = "Each record with its type and version, also of one type.")
    boolean envelope;

    @Option(
            names = "--continuation",
            paramLabel = "TEXT",
            description = "Go on where an earlier export stopped; a file is appended to.")
    String continuation = "";

    private long count;

    @Override
    int run(Connection connection) {
        ResumingStream<ExportResponse> stream = new ResumingStream<>(
                connection, terminal(), from -> ask(connection, from), ExportResponse::getContinuation);
        Output out = open();
        try (Progress progress = new Progress(terminal(), "records")) {
            stream.run(continuation, response -> {
                if (response.hasRecord()) {
                    out.line(Json.line(RecordFields.of(response.getRecord(), envelope || recordType.isEmpty())));
                    continuation = response.getContinuation();
                    progress.at(++count, -1);
                }
            });
        } catch (StatusRuntimeException broken) {
            if (count == 0 || connection.isInterrupted()) {
                throw broken;
            }
            throw ServerErrors.explain(broken, situation(connection.situation()))
                    .with("  what was written is complete up to here; go on with")
                    .with("  --continuation " + continuation);
        } finally {
            finish(out);
        }
        remark(String.format(java.util.Locale.ROOT, "%,d records", count));
        return ok();
    }

    private java.util.Iterator<ExportResponse> ask(Connection connection, String from) {
        return connection
                .recordStreams()
                .export(ExportRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .setRecordType(recordType)
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .setContinuation(from)
                        .build());
    }

    private void finish(Output out) {
        if (file == null) {
            out.flush();
        } else {
            out.close();
        }
    }

    private Output open() {
        if (file == null) {
            return terminal().out();
        }
        try {
            return continuation.isEmpty()
                    ? new Output(Files.newOutputStream(file))
                    : new Output(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException cannot) {
            throw CommandFailure.usage("the file " + file + " cannot be written");
        }
    }
}
