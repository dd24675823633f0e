package io.recordstore.cli;

import io.recordstore.auth.LocalDevToken;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TokenGrant;
import io.recordstore.auth.TokenMinter;
import io.recordstore.cli.connection.Token;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Terminal;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.TenantName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code record-store token create}. */
@Command(
        name = "create",
        description = "Sign a new token with a root private key, and print it.",
        footer = {
            "",
            "Examples:",
            "  record-store token create --key keys/root-1.key --tenant acme --admin --expires 8h",
            "  record-store token create --key keys/root-1.key --tenant acme --read-only --expires 30d",
            "  record-store token create --key keys/root-1.key --tenant acme --right 'prod/*:read,write,delete'",
            "  record-store token create --key keys/root-1.key --tenant acme --right 'prod/*:City:read'   # one record type",
            "  export RECORDSTORE_TOKEN=$(record-store token create --key keys/root-1.key --tenant acme --admin)",
            "",
            "Operations: read, write, delete, watch, schema, admin, and operate, which --admin does not give.",
            "docs/tokens.md explains them."
        })
final class TokenCreateCommand implements Callable<Integer> {
    private static final Pattern ID_IN_NAME = Pattern.compile("root-(\\d{1,9})\\.key");

    @Option(
            names = {"-k", "--key"},
            paramLabel = "FILE",
            description = "The root private key, as keys generate makes it; - for standard input; or"
                    + " RECORDSTORE_ROOT_KEY_FILE. Without one the key of a server in dev mode here.")
    String keyFile;

    @Option(names = "--key-id", paramLabel = "N", description = "Its id, when the file's name does not say it.")
    Integer keyId;

    @Option(
            names = {"-t", "--tenant"},
            paramLabel = "NAME",
            required = true,
            description = "Whose token it is.")
    String tenant;

    @Option(
            names = {"-r", "--right"},
            paramLabel = "SPACES[:TYPE]:OPERATIONS",
            converter = RightConverter.class,
            description = "What it may do; may be repeated. SPACES is prod/users, 'prod/*' or '*'.")
    List<RightText> rights = new ArrayList<>();

    @Option(names = "--admin", description = "All that a tenant does, everywhere in it.")
    boolean admin;

    @Option(names = "--read-only", description = "Read and watch, everywhere in the tenant.")
    boolean readOnly;

    @Option(
            names = {"-e", "--expires"},
            paramLabel = "WHEN",
            converter = EndConverter.class,
            description = "After a time, 30d or 8h, or at a moment, 2026-12-31T00:00:00Z: 24h.")
    Instant expiry;

    @Option(
            names = "--never-expires",
            description = "No end; servers refuse such a token unless they are configured not to.")
    boolean neverExpires;

    @Option(
            names = "--break-glass",
            paramLabel = "REASON",
            description = "A token for an emergency: every call with it is in the audit log.")
    String breakGlass;

    @Mixin
    HelpOption help;

    @Spec
    CommandSpec spec;

    /** For picocli. */
    static final class RightConverter implements picocli.CommandLine.ITypeConverter<RightText> {
        @Override
        public RightText convert(String text) {
            return RightText.parse(text);
        }
    }

    /** For picocli. */
    static final class EndConverter implements picocli.CommandLine.ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            return TokenEnd.parse(text);
        }
    }

    @Override
    public Integer call() {
        Terminal terminal = ((RecordStore) spec.root().userObject()).terminal();
        TokenGrant grant = grant();
        terminal.out().line(minter(terminal).mint(grant));
        if (terminal.errIsTerminal()) {
            terminal.err()
                    .line(terminal.errStyle()
                            .dim(grant.expiry()
                                    .map(end -> "it expires at " + end)
                                    .orElse("it never expires")));
        }
        return 0;
    }

    private TokenGrant grant() {
        TokenGrant grant = TokenGrant.to(tenant());
        if (!admin && !readOnly && rights.isEmpty()) {
            throw CommandFailure.usage("say what it may do: --right, --read-only or --admin");
        }
        if (expiry != null && neverExpires) {
            throw CommandFailure.usage("--expires and --never-expires exclude each other");
        }
        if (admin) {
            grant = grant.rights("*", Operation.ofTenants());
        } else if (readOnly) {
            grant = grant.rights("*", Operation.READ, Operation.WATCH);
        }
        for (RightText right : rights) {
            grant = right.addTo(grant);
        }
        if (breakGlass != null) {
            grant = grant.breakGlass(breakGlass);
        }
        return neverExpires ? grant : grant.expiringAt(expiry == null ? TokenEnd.parse("24h") : expiry);
    }

    private TenantName tenant() {
        try {
            return new TenantName(tenant);
        } catch (InvalidRequest noName) {
            throw CommandFailure.usage(noName.violations().get(0).description());
        }
    }

    private TokenMinter minter(Terminal terminal) {
        Optional<String> source = Optional.ofNullable(keyFile).or(() -> terminal.variable("RECORDSTORE_ROOT_KEY_FILE"));
        if (source.isEmpty()) {
            return LocalDevToken.minter(Token.devDirectory(terminal))
                    .orElseThrow(() -> CommandFailure.usage(
                            "a token is signed with a root private key: --key FILE",
                            "  record-store keys generate makes one"));
        }
        try {
            return TokenMinter.of(
                    keyId(source.get()), read(source.get(), terminal).strip());
        } catch (IOException unreadable) {
            throw CommandFailure.usage("the key file " + source.get() + " cannot be read");
        } catch (IllegalArgumentException notAKey) {
            throw CommandFailure.usage(source.get() + ": " + notAKey.getMessage());
        }
    }

    private static String read(String source, Terminal terminal) throws IOException {
        return source.equals("-")
                ? new String(terminal.in().readAllBytes(), StandardCharsets.US_ASCII)
                : Files.readString(Path.of(source));
    }

    private int keyId(String source) {
        if (keyId != null) {
            return keyId;
        }
        Matcher name = ID_IN_NAME.matcher(Path.of(source).getFileName().toString());
        return name.matches() ? Integer.parseInt(name.group(1)) : 1;
    }
}
