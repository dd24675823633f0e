package io.recordstore.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.Rows;
import io.recordstore.v1.Change;
import io.recordstore.v1.DiffRequest;
import io.recordstore.v1.DiffResponse;
import io.recordstore.v1.Moment;
import io.recordstore.v1.RecordFormat;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store space diff}. */
@Command(
        name = "diff",
        description = "Show what is different between two moments of a RecordSpace that keeps its changes.",
        footer = {
            "",
            "Examples:",
            "  record-store space diff dev/shop 5m                       # what was changed in the last five minutes",
            "  record-store space diff dev/shop 2026-01-31T12:00:00Z 2026-01-31T13:00:00Z --type Order",
            "  record-store space diff dev/shop 00000001a2b3c4d500000000 -o ndjson | jq -r .after.id"
        })
final class SpaceDiffCommand extends SpaceScopedCommand {
    @Parameters(
            index = "1",
            paramLabel = "FROM",
            converter = MomentText.class,
            description = "The moment before: a version, a time, or how long ago.")
    Moment from;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "TO",
            converter = MomentText.class,
            description = "The moment after; now without it.")
    Moment to;

    @Option(names = "--type", paramLabel = "TYPE", order = 10, description = "Only records of this type.")
    String recordType = "";

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        DiffRequest.Builder request = DiffRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .setFrom(from)
                .setFormat(RecordFormat.RECORD_FORMAT_JSON);
        if (to != null) {
            request.setTo(to);
        }
        long count = 0;
        Iterator<DiffResponse> changes = connection.changes().diff(request.build());
        try (Rows rows = results.stream(terminal())) {
            for (; changes.hasNext(); count++) {
                rows.row(row(changes.next().getChange()));
            }
            rows.end();
        }
        remark(String.format(Locale.ROOT, "%,d records", count));
        return ok();
    }

    private static Struct row(Change change) {
        String kind = change.getKind().name().substring("CHANGE_KIND_".length()).toLowerCase(Locale.ROOT);
        Struct.Builder row = Struct.newBuilder()
                .putFields("kind", RecordFields.text(kind))
                .putFields(RecordFields.TYPE, RecordFields.text(change.getRecordType()))
                .putFields("key", RecordFields.text(key(change)));
        if (change.hasBefore()) {
            row.putFields("before", object(change.getBefore().getJson()));
        }
        if (change.hasAfter()) {
            row.putFields("after", object(change.getAfter().getJson()));
        }
        return row.build();
    }

    private static String key(Change change) {
        return change.getPrimaryKeyList().stream()
                .flatMap(value -> Json.of(value).getFieldsMap().values().stream())
                .map(Json::cell)
                .collect(Collectors.joining(" "));
    }

    private static Value object(Struct record) {
        return Value.newBuilder().setStructValue(record).build();
    }
}
