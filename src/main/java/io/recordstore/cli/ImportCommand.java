package io.recordstore.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.cli.connection.BulkUpload;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.cli.failure.ServerErrors;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.OutputFormat;
import io.recordstore.cli.output.Progress;
import io.recordstore.cli.transfer.LineNumbers;
import io.recordstore.cli.transfer.Lines;
import io.recordstore.v1.BulkPutFailure;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.PutMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store import}. */
@Command(
        name = "import",
        description = "Write many records: one JSON object on each line, from a file or standard input.",
        footer = {
            "",
            "Examples:",
            "  record-store import cities City cities.ndjson",
            "  record-store import cities City cities.ndjson.gz --insert",
            "  record-store export prod/shop | record-store import dev/shop --envelope",
            "",
            "What is refused is listed by its line, and the rest is written. When the connection breaks, a file is",
            "sent again and what was written is passed over; with --bulk-id that holds for a later run too."
        })
final class ImportCommand extends SpaceScopedCommand {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    /** As many as the server names; a file with more is not what it was taken for. */
    private static final int MAX_UNREADABLE = 1000;

    @Parameters(
            index = "1..*",
            arity = "0..2",
            paramLabel = "TYPE [FILE]",
            description =
                    "The record type, and the file; without one, or with -, standard input. With --envelope the type"
                            + " is left out.")
    List<String> typeAndFile = new ArrayList<>();

    @Option(
            names = "--envelope",
            description =
                    "Each line says its type: {\"record_type\": \"City\", \"record\": {...}}, as export writes it.")
    boolean envelope;

    @Option(names = "--insert", description = "Refuse records whose key is there already.")
    boolean insert;

    @Option(
            names = "--bulk-id",
            paramLabel = "NAME",
            description = "Makes the import resumable by a later run with the same name and the same records.")
    String bulkId;

    @Mixin
    Results results;

    private String recordType = "";
    private Path file;
    private LineNumbers lineNumbers;
    private List<Refusal> unreadable;

    /** A line that is not written, and why. */
    private record Refusal(long line, String reason, String message) {}

    @Override
    int run(Connection connection) {
        readParameters();
        String id = bulkId == null ? UUID.randomUUID().toString() : bulkId;
        BulkPutResponse response = send(connection, id);
        List<Refusal> refusals = new ArrayList<>(unreadable);
        for (BulkPutFailure failure : response.getFailuresList()) {
            refusals.add(new Refusal(lineNumbers.line(failure.getIndex()), failure.getReason(), failure.getMessage()));
        }
        long failed = response.getFailedCount() + unreadable.size();
        report(response, failed, refusals);
        return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void readParameters() {
        List<String> left = new ArrayList<>(typeAndFile);
        if (!envelope) {
            if (left.isEmpty()) {
                throw CommandFailure.usage("say which record type the lines are, or --envelope when each line says it");
            }
            recordType = left.remove(0);
        }
        if (left.size() > 1) {
            throw CommandFailure.usage("with --envelope there is no record type to name: SPACE [FILE]");
        }
        file = left.isEmpty() || left.get(0).equals("-") ? null : Path.of(left.get(0));
    }

    private BulkPutResponse send(Connection connection, String id) {
        for (int attempt = 1; ; attempt++) {
            lineNumbers = new LineNumbers();
            unreadable = new ArrayList<>();
            try (Lines lines = file == null ? Lines.ofStream(terminal().in()) : Lines.ofFile(file);
                    Progress progress = new Progress(terminal(), "records")) {
                return sendOnce(connection, id, lines, progress);
            } catch (StatusRuntimeException broken) {
                boolean isBroken = broken.getStatus().getCode() == Code.UNAVAILABLE && lineNumbers.count() > 0;
                if (!isBroken || connection.isInterrupted()) {
                    throw broken;
                }
                if (file == null || attempt == ATTEMPTS) {
                    throw howToGoOn(broken, connection, id);
                }
                pause(attempt);
            }
        }
    }

    private BulkPutResponse sendOnce(Connection connection, String id, Lines lines, Progress progress) {
        BulkUpload upload = BulkUpload.open(connection.uploads());
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                BulkPutRequest.Builder record = read(line, lines.number());
                if (record == null) {
                    continue;
                }
                if (lineNumbers.count() == 0) {
                    record.setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .setBulkId(id)
                            .setMode(mode());
                }
                upload.send(record.build());
                lineNumbers.add(lines.number());
                progress.at(lineNumbers.count(), lines.share());
            }
        } catch (CommandFailure wrongInput) {
            upload.cancel();
            throw wrongInput;
        }
        if (lineNumbers.count() == 0) {
            upload.cancel();
            return BulkPutResponse.getDefaultInstance();
        }
        return upload.finish();
    }

    private PutMode mode() {
        return insert ? PutMode.PUT_MODE_INSERT : PutMode.PUT_MODE_UPSERT;
    }

    /** The line as a record, or null when it cannot be read, which is noted. */
    private BulkPutRequest.Builder read(String line, long number) {
        try {
            Struct object = Json.parse(line);
            if (!envelope) {
                return BulkPutRequest.newBuilder().setRecordType(recordType).setJson(object);
            }
            Value type = object.getFieldsMap().get(RecordFields.TYPE);
            Value record = object.getFieldsMap().get(RecordFields.RECORD);
            if (type == null || record == null || !record.hasStructValue()) {
                throw new IllegalArgumentException("it has no record_type and record");
            }
            return BulkPutRequest.newBuilder()
                    .setRecordType(type.getStringValue())
                    .setJson(record.getStructValue());
        } catch (IllegalArgumentException notARecord) {
            unreadable.add(new Refusal(number, "NOT_A_RECORD", notARecord.getMessage()));
            if (unreadable.size() == MAX_UNREADABLE) {
                throw CommandFailure.failed(
                        "more than " + MAX_UNREADABLE + " lines are no records: is this NDJSON?",
                        "  line " + number + ": " + notARecord.getMessage());
            }
            return null;
        }
    }

    private static CommandFailure howToGoOn(StatusRuntimeException broken, Connection connection, String id) {
        return ServerErrors.explain(broken, connection.situation())
                .with("  the same command with --bulk-id " + id + " goes on: send the same records from the beginning");
    }

    private void pause(int attempt) {
        terminal().err().line("the connection is lost; sending again, what was written is passed over");
        terminal().err().flush();
        try {
            Thread.sleep(FIRST_DELAY.toMillis() << (attempt - 1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(BulkPutResponse response, long failed, List<Refusal> refusals) {
        if (results.format(terminal()) != OutputFormat.TABLE) {
            results.one(terminal(), json(response, failed, refusals), "");
            return;
        }
        for (Refusal refusal : refusals) {
            terminal().err().line("line " + refusal.line() + ": " + refusal.message());
        }
        if (failed > refusals.size()) {
            terminal().err().line(String.format(Locale.ROOT, "and %,d more", failed - refusals.size()));
        }
        terminal().out().line(summary(response, failed));
    }

    private static String summary(BulkPutResponse response, long failed) {
        String resumed = response.getResumedCount() == 0
                ? ""
                : String.format(Locale.ROOT, " (%,d of them before)", response.getResumedCount());
        return String.format(Locale.ROOT, "%,d written%s, %,d refused", response.getWrittenCount(), resumed, failed);
    }

    private static Struct json(BulkPutResponse response, long failed, List<Refusal> refusals) {
        com.google.protobuf.ListValue.Builder list = com.google.protobuf.ListValue.newBuilder();
        for (Refusal refusal : refusals) {
            list.addValues(Value.newBuilder()
                    .setStructValue(Struct.newBuilder()
                            .putFields("line", RecordFields.number(refusal.line()))
                            .putFields("reason", RecordFields.text(refusal.reason()))
                            .putFields("message", RecordFields.text(refusal.message()))));
        }
        return Struct.newBuilder()
                .putFields("written_count", RecordFields.number(response.getWrittenCount()))
                .putFields("resumed_count", RecordFields.number(response.getResumedCount()))
                .putFields("failed_count", RecordFields.number(failed))
                .putFields("failures", Value.newBuilder().setListValue(list).build())
                .build();
    }
}
