package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.Pages;
import io.recordstore.v1.ListRevokedRequest;
import io.recordstore.v1.ListRevokedResponse;
import io.recordstore.v1.RevokedToken;
import java.util.LinkedHashMap;
import java.util.Map;
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
        results.list(terminal(), list(connection), TokenRevokedCommand::row);
        return ok();
    }

    private Iterable<RevokedToken> list(Connection connection) {
        return new Pages<>(
                page -> connection
                        .tokens()
                        .listRevoked(ListRevokedRequest.newBuilder()
                                .setTenant(connection.tenant())
                                .setPageToken(page)
                                .build()),
                ListRevokedResponse::getRevokedTokensList,
                ListRevokedResponse::getNextPageToken);
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
