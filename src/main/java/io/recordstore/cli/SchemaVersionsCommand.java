package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.OutputFormat;
import io.recordstore.cli.output.Rows;
import io.recordstore.cli.output.Table;
import io.recordstore.v1.ListSchemaVersionsRequest;
import io.recordstore.v1.ListSchemaVersionsResponse;
import io.recordstore.v1.SchemaVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code record-store schema versions}. */
@Command(
        name = "versions",
        description = "List the versions of a RecordSpace's schema, the newest first.",
        footer = {"", "Example:", "  record-store schema versions cities"})
final class SchemaVersionsCommand extends SpaceScopedCommand {
    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        if (results.format(terminal()) == OutputFormat.TABLE) {
            try (Table table = new Table(terminal())) {
                forEach(connection, version -> table.row(row(version)));
            }
        } else {
            try (Rows rows = results.list(terminal())) {
                forEach(connection, version -> rows.row(Json.of(version)));
                rows.end();
            }
        }
        return ok();
    }

    private void forEach(Connection connection, Consumer<SchemaVersion> consumer) {
        String page = "";
        do {
            ListSchemaVersionsResponse response = connection
                    .schemas()
                    .listSchemaVersions(ListSchemaVersionsRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .setPageToken(page)
                            .build());
            response.getVersionsList().forEach(consumer);
            page = response.getNextPageToken();
        } while (!page.isEmpty());
    }

    private static Map<String, String> row(SchemaVersion version) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("version", Integer.toString(version.getVersion()));
        row.put("applied", RecordFields.time(version.getApplyTime()));
        row.put("record types", String.join(" ", version.getRecordTypesList()));
        row.put("indexes", String.join(" ", version.getIndexesList()));
        return row;
    }
}
