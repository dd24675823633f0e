package io.recordstore.cli;

import com.google.protobuf.Timestamp;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.Token;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.RevokeRequest;
import io.recordstore.v1.RevokedToken;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store token revoke}. */
@Command(
        name = "revoke",
        description = "End a token of the tenant, and all that were narrowed from it, on every server within a second.",
        footer = {
            "",
            "Examples:",
            "  record-store token revoke --file leaked-token --reason 'left in a log'",
            "  record-store token revoke 9e1345... --until 2026-12-31T00:00:00Z",
            "",
            "The id is one that token inspect or the audit log shows. Needs the right admin on all of the tenant."
        })
final class TokenRevokeCommand extends ServerCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "The revocation id of one of its blocks.")
    String id;

    @Option(names = "--file", paramLabel = "FILE", description = "Instead of an id: a file with the token itself.")
    Path file;

    @Option(
            names = "--until",
            paramLabel = "WHEN",
            converter = TokenCreateCommand.EndConverter.class,
            description = "With an id: when the last token with it expires. The revocation is kept for ever without.")
    Instant until;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who read the list.")
    String reason = "";

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        if ((id == null) == (file == null)) {
            throw CommandFailure.usage("say which token: a revocation id, or --file with the token");
        }
        RevokeRequest.Builder request =
                RevokeRequest.newBuilder().setTenant(connection.tenant()).setReason(reason);
        if (file != null) {
            request.setToken(Token.ofFile(file).text());
        } else {
            request.setRevocationId(id);
        }
        if (until != null) {
            request.setExpireTime(Timestamp.newBuilder().setSeconds(until.getEpochSecond()));
        }
        RevokedToken revoked = connection.tokens().revoke(request.build()).getRevokedToken();
        results.one(terminal(), Json.of(revoked), "revoked " + revoked.getRevocationId());
        return ok();
    }
}
