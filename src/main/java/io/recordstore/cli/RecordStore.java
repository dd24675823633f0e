package io.recordstore.cli;

import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.cli.filter.SyntaxError;
import io.recordstore.cli.output.Output;
import io.recordstore.cli.output.OutputClosed;
import io.recordstore.cli.output.Style;
import io.recordstore.cli.output.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code record-store} with all that stand under it. */
@Command(
        name = "record-store",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "RecordSpaces with Protobuf schemas, indexes and queries.",
            "Without a command it runs the server.",
            ""
        },
        subcommands = {
            SpaceCommand.class,
            SchemaCommand.class,
            IndexCommand.class,
            OperationCommand.class,
            PutCommand.class,
            GetCommand.class,
            DeleteCommand.class,
            QueryCommand.class,
            CountCommand.class,
            ExplainCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            QuotaCommand.class,
            TokenCommand.class,
            KeysCommand.class,
            ServeCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "A first look, beside a server in dev mode (./mvnw quarkus:dev):",
            "  record-store space list",
            "  record-store query cities City --where 'country = \"NL\"' --order-by -population --limit 10",
            "",
            "Every command has a --help with examples. Results are tables on a terminal and JSON",
            "where they are piped; -o says otherwise.",
            "",
            "Environment: RECORDSTORE_SERVER, RECORDSTORE_TOKEN, RECORDSTORE_TOKEN_FILE, RECORDSTORE_CA,",
            "RECORDSTORE_CERT, RECORDSTORE_KEY, NO_COLOR.",
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not there, 4 not allowed, 5 no answer."
        })
public final class RecordStore implements Runnable {
    /** What the examples need. */
    private static final int HELP_WIDTH = 110;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    @Spec
    CommandSpec spec;

    private final Terminal terminal;

    RecordStore(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs a command.
     *
     * @return the exit code
     */
    public static int run(Terminal terminal, String... arguments) {
        CommandLine commands = commands(terminal);
        try {
            int exitCode = commands.execute(arguments);
            terminal.out().flush();
            terminal.err().flush();
            return exitCode;
        } catch (OutputClosed nobodyReads) {
            return ExitCode.FAILED;
        }
    }

    /** Every command, with nothing run. */
    static CommandLine commands(Terminal terminal) {
        CommandLine commands = new CommandLine(new RecordStore(terminal));
        commands.setOut(new PrintWriter(terminal.out()));
        commands.setErr(new PrintWriter(terminal.err()));
        commands.setUsageHelpWidth(HELP_WIDTH);
        showOptionsInOrder(commands);
        commands.setColorScheme(
                CommandLine.Help.defaultColorScheme(terminal.outStyle() == Style.COLOURS ? Ansi.ON : Ansi.OFF));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setAllowOptionsAsOptionParameters(true); // --order-by -name
        commands.registerConverter(Duration.class, Durations::parse);
        commands.setParameterExceptionHandler((error, arguments) -> report(terminal, usageError(error)));
        commands.setExecutionExceptionHandler((error, command, parsed) -> report(terminal, failure(error, terminal)));
        return commands;
    }

    /** Each command's own options first, then those that all have. */
    private static void showOptionsInOrder(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .optionListHeading("%n")
                .descriptionHeading("%n");
        command.getSubcommands().values().forEach(RecordStore::showOptionsInOrder);
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do");
    }

    private static CommandFailure usageError(ParameterException error) {
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        String message = error.getCause() instanceof CommandFailure failure ? failure.getMessage() : error.getMessage();
        CommandFailure failure = CommandFailure.usage(message);
        if (error instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                failure = failure.with("  did you mean " + String.join(" or ", suggestions) + "?");
            }
        }
        return failure.with("  see " + command + " --help");
    }

    /** @throws OutputClosed when that is what happened: there is nobody to tell */
    private static CommandFailure failure(Exception error, Terminal terminal) {
        if (error instanceof OutputClosed closed) {
            throw closed;
        }
        if (error instanceof CommandFailure failure) {
            return failure;
        }
        if (error instanceof SyntaxError syntax) {
            return CommandFailure.usage("column " + syntax.column() + ": " + syntax.getMessage(), syntax.pointer());
        }
        if (terminal.variable("RECORDSTORE_DEBUG").isPresent()) {
            error.printStackTrace(new PrintWriter(terminal.err(), true));
        }
        return CommandFailure.failed(
                "this is a defect of the command line: " + error.getClass().getSimpleName(),
                "  RECORDSTORE_DEBUG=1 shows where; please report it");
    }

    private static int report(Terminal terminal, CommandFailure failure) {
        terminal.out().flush();
        Output err = terminal.err();
        err.line(terminal.errStyle().red("error:") + " " + failure.getMessage());
        failure.notes().forEach(err::line);
        err.flush();
        return failure.exitCode();
    }
}
