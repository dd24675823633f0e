package io.recordstore.cli;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Struct;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.OutputFormat;
import io.recordstore.cli.output.Rows;
import io.recordstore.cli.output.Table;
import io.recordstore.cli.output.Terminal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How results are written: {@code -o}, or by where they go. */
final class Results {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            order = 90,
            description = "table, json or ndjson; or RECORDSTORE_OUTPUT. Tables on a terminal, JSON where it is piped.")
    OutputFormat format;

    /** The format of one result, or of a list that is complete when it is written. */
    OutputFormat format(Terminal terminal) {
        return formatOr(OutputFormat.JSON, terminal);
    }

    /** The format of results that come one after the other. */
    OutputFormat formatOfStream(Terminal terminal) {
        return formatOr(OutputFormat.NDJSON, terminal);
    }

    private OutputFormat formatOr(OutputFormat piped, Terminal terminal) {
        if (format != null) {
            return format;
        }
        Optional<String> wanted = terminal.variable("RECORDSTORE_OUTPUT");
        if (wanted.isPresent()) {
            return named(wanted.get());
        }
        return terminal.outIsTerminal() ? OutputFormat.TABLE : piped;
    }

    private static OutputFormat named(String name) {
        try {
            return OutputFormat.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw CommandFailure.usage("RECORDSTORE_OUTPUT is '" + name + "': write table, json or ndjson");
        }
    }

    /**
     * Writes a list.
     *
     * @param columns of an element, in a table
     */
    <E extends MessageOrBuilder> void list(
            Terminal terminal, Iterable<E> elements, Function<E, Map<String, String>> columns) {
        if (format(terminal) == OutputFormat.TABLE) {
            try (Table table = new Table(terminal)) {
                elements.forEach(element -> table.row(columns.apply(element)));
            }
        } else {
            try (Rows rows = Rows.of(terminal, format(terminal))) {
                elements.forEach(element -> rows.row(Json.of(element)));
                rows.end();
            }
        }
    }

    /** A stream's rows. */
    Rows stream(Terminal terminal) {
        return Rows.of(terminal, formatOfStream(terminal));
    }

    /** Writes one object as JSON, or for readers as this text. */
    void one(Terminal terminal, Struct object, String text) {
        switch (format(terminal)) {
            case TABLE -> terminal.out().line(text);
            case JSON -> terminal.out().line(Json.pretty(object));
            case NDJSON -> terminal.out().line(Json.line(object));
        }
    }
}
