package io.recordstore.cli;

import io.recordstore.auth.Operation;
import io.recordstore.auth.TokenAttenuation;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code record-store token attenuate}. */
@Command(
        name = "attenuate",
        description = "Narrow a token and print the narrower one. It needs no key; nobody can widen a token.",
        footer = {
            "",
            "Examples:",
            "  record-store token attenuate --space 'test/run-17' --expires 10m",
            "  record-store token attenuate --operation read,watch --space 'prod/*'",
            "  record-store token attenuate --type City --check 'check if operation(\"read\")'",
            "",
            "Several --space, --type or --operation are alternatives; different options must all hold."
        })
final class TokenAttenuateCommand implements Callable<Integer> {
    @Mixin
    GivenToken given;

    @Option(
            names = "--space",
            paramLabel = "SPACES",
            description = "Only prod/users, 'prod/*' or '*'; may be repeated.")
    List<String> spaces = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Only records of this type; may be repeated.")
    List<String> types = new ArrayList<>();

    @Option(
            names = "--operation",
            paramLabel = "OPERATION",
            split = ",",
            description = "Only read, write, delete, watch, schema or admin; may be repeated.")
    List<String> operations = new ArrayList<>();

    @Option(
            names = {"-e", "--expires"},
            paramLabel = "WHEN",
            converter = TokenCreateCommand.EndConverter.class,
            description = "Only for a time, 10m or 8h, or until a moment, 2026-12-31T00:00:00Z.")
    Instant expiry;

    @Option(names = "--check", paramLabel = "DATALOG", description = "Any other check; may be repeated.")
    List<String> checks = new ArrayList<>();

    @Mixin
    HelpOption help;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        Terminal terminal = ((RecordStore) spec.root().userObject()).terminal();
        if (spaces.isEmpty() && types.isEmpty() && operations.isEmpty() && checks.isEmpty() && expiry == null) {
            throw CommandFailure.usage("say how to narrow it: --space, --type, --operation, --expires or --check");
        }
        try {
            terminal.out().line(narrowed(TokenAttenuation.of(given.read(terminal))));
        } catch (IllegalArgumentException cannot) {
            throw CommandFailure.failed(cannot.getMessage());
        }
        return 0;
    }

    private String narrowed(TokenAttenuation token) {
        if (!spaces.isEmpty()) {
            token.toSpaces(spaces.stream().map(RightText::spaces).toArray(String[]::new));
        }
        if (!types.isEmpty()) {
            token.toRecordTypes(types.toArray(String[]::new));
        }
        if (!operations.isEmpty()) {
            token.toOperations(
                    RightText.operations(String.join(",", operations)).toArray(Operation[]::new));
        }
        if (expiry != null) {
            token.until(expiry);
        }
        checks.forEach(token::check);
        return token.token();
    }
}
