package io.recordstore.cli;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.recordstore.auth.TokenDescription;
import io.recordstore.auth.TokenDescription.TokenBlock;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code record-store token inspect}. */
@Command(
        name = "inspect",
        description = "Say what a token says: whose it is, what it may do, until when, and the ids that revoke it.",
        footer = {
            "",
            "Examples:",
            "  record-store token inspect                                   # the one in RECORDSTORE_TOKEN",
            "  record-store token inspect --public-key keys/public/1.pub    # with the signature checked",
            "  pbpaste | record-store token inspect --token - -o json | jq .expires",
            "",
            "The token itself is never printed. It exits with 4 when the signature is not by that key."
        })
final class TokenInspectCommand implements Callable<Integer> {
    @Mixin
    GivenToken given;

    @Option(
            names = "--public-key",
            paramLabel = "KEY",
            description = "A root public key, 64 hexadecimal digits or a file with them: checks the signature.")
    String publicKey;

    @Mixin
    Results results;

    @Mixin
    HelpOption help;

    @Spec
    CommandSpec spec;

    private String signature = "not checked: --public-key checks it";

    @Override
    public Integer call() {
        Terminal terminal = ((RecordStore) spec.root().userObject()).terminal();
        String token = given.read(terminal);
        TokenDescription description = describe(token);
        boolean isGenuine = publicKey == null || checkSignature(token);
        results.one(terminal, json(description), text(description));
        return isGenuine ? ExitCode.OK : ExitCode.DENIED;
    }

    private static TokenDescription describe(String token) {
        try {
            return TokenDescription.of(token);
        } catch (IllegalArgumentException notAToken) {
            throw CommandFailure.failed(notAToken.getMessage());
        }
    }

    private boolean checkSignature(String token) {
        try {
            String key = publicKey.matches("[0-9a-fA-F]{64}")
                    ? publicKey
                    : Files.readString(Path.of(publicKey)).strip();
            boolean isGenuine = TokenDescription.isSignedWith(key, token);
            signature = isGenuine ? "good" : "NOT by this key";
            return isGenuine;
        } catch (IOException | IllegalArgumentException notAKey) {
            throw CommandFailure.usage("--public-key is 64 hexadecimal digits, or a file with them");
        }
    }

    private String text(TokenDescription token) {
        StringBuilder text = new StringBuilder();
        line(text, "tenant", String.join(" ", token.tenants()));
        for (List<String> right : token.rights()) {
            line(text, "right", String.join("  ", right));
        }
        line(text, "expires", token.expiry().map(TokenInspectCommand::end).orElse("never"));
        token.breakGlass().ifPresent(reason -> line(text, "emergency", reason));
        line(text, "root key", token.rootKeyId().map(Object::toString).orElse("not named"));
        line(text, "signature", signature);
        for (int i = 0; i < token.blocks().size(); i++) {
            TokenBlock block = token.blocks().get(i);
            text.append('\n').append(i == 0 ? "first block" : "narrowed by").append('\n');
            block.datalog()
                    .lines()
                    .forEach(statement -> text.append("  ").append(statement).append('\n'));
            text.append("  revocation id ").append(block.revocationId()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-10s %s%n", name, value));
    }

    private static String end(Instant expiry) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if (expiry.isBefore(now)) {
            return expiry + "   (EXPIRED)";
        }
        Duration left = Duration.between(now, expiry);
        String in = left.toDays() > 0 ? left.toDays() + " d" : left.toHours() + " h " + left.toMinutesPart() + " min";
        return expiry + "   (in " + in + ")";
    }

    private Struct json(TokenDescription token) {
        Struct.Builder object = Struct.newBuilder();
        object.putFields("tenant", RecordFields.text(String.join(" ", token.tenants())));
        object.putFields(
                "rights",
                list(token.rights().stream().map(TokenInspectCommand::strings).toList()));
        token.expiry().ifPresent(end -> object.putFields("expires", RecordFields.text(end.toString())));
        token.breakGlass().ifPresent(reason -> object.putFields("break_glass", RecordFields.text(reason)));
        token.rootKeyId().ifPresent(id -> object.putFields("root_key_id", RecordFields.number(id)));
        object.putFields("signature", RecordFields.text(publicKey == null ? "not checked" : signature));
        object.putFields(
                "blocks",
                list(token.blocks().stream().map(TokenInspectCommand::block).toList()));
        return object.build();
    }

    private static Value block(TokenBlock block) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder()
                        .putFields("revocation_id", RecordFields.text(block.revocationId()))
                        .putFields("datalog", strings(block.datalog().lines().toList())))
                .build();
    }

    private static Value strings(List<String> texts) {
        return list(texts.stream().map(RecordFields::text).toList());
    }

    private static Value list(List<Value> values) {
        return Value.newBuilder()
                .setListValue(ListValue.newBuilder().addAllValues(values))
                .build();
    }
}
