package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.OutputFormat;
import io.recordstore.cli.output.Rows;
import io.recordstore.cli.output.Table;
import io.recordstore.v1.ListRevokedRequest;
import io.recordstore.v1.ListRevokedResponse;
import io.recordstore.v1.RevokedToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code record-store token revoked}. */
@Command(
        name = "revoked",
        description = "List what is revoked for the tenant.",
        footer = {"", "Example:", "  record-store token revoked"})
final class TokenRevokedCommand extends ServerCommand {
    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        if (results.format(terminal()) == OutputFormat.TABLE) {
            try (Table table = new Table(terminal())) {
                forEach(connection, revoked -> table.row(row(revoked)));
            }
        } else {
            try (Rows rows = results.list(terminal())) {
                forEach(connection, revoked -> rows.row(Json.of(revoked)));
                rows.end();
            }
        }
        return ok();
    }

    private static void forEach(Connection connection, Consumer<RevokedToken> consumer) {
        String page = "";
        do {
            ListRevokedResponse response = connection
                    .tokens()
                    .listRevoked(ListRevokedRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setPageToken(page)
                            .build());
            response.getRevokedTokensList().forEach(consumer);
            page = response.getNextPageToken();
        } while (!page.isEmpty());
    }

    private static Map<String, String> row(RevokedToken revoked) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("revoked", RecordFields.time(revoked.getRevokeTime()));
        row.put("forgotten after", revoked.hasExpireTime() ? RecordFields.time(revoked.getExpireTime()) : "never");
        row.put("reason", revoked.getReason());
        row.put("revocation id", revoked.getRevocationId());
        return row;
    }
}
