package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.Pages;
import io.recordstore.v1.ListSchemaVersionsRequest;
import io.recordstore.v1.ListSchemaVersionsResponse;
import io.recordstore.v1.SchemaVersion;
import java.util.LinkedHashMap;
import java.util.Map;
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
        results.list(terminal(), list(connection), SchemaVersionsCommand::row);
        return ok();
    }

    private Iterable<SchemaVersion> list(Connection connection) {
        return new Pages<>(
                page -> connection
                        .schemas()
                        .listSchemaVersions(ListSchemaVersionsRequest.newBuilder()
                                .setTenant(connection.tenant())
                                .setRecordSpace(space)
                                .setPageToken(page)
                                .build()),
                ListSchemaVersionsResponse::getVersionsList,
                ListSchemaVersionsResponse::getNextPageToken);
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
