package io.recordstore.cli.output;

import com.google.protobuf.Struct;
import java.util.LinkedHashMap;
import java.util.Map;

/** Several objects, written one after the other as they come. */
public interface Rows extends AutoCloseable {
    /** Writes one more. */
    void row(Struct object);

    /** Says that there are no more. What fails before has no end that could be taken for a whole. */
    void end();

    /** Writes what is still to be written. */
    @Override
    void close();

    /** Rows in a format. */
    static Rows of(Terminal terminal, OutputFormat format) {
        return switch (format) {
            case TABLE -> new InTable(new Table(terminal));
            case JSON -> new InArray(terminal.out());
            case NDJSON -> new OnLines(terminal.out(), terminal.outIsTerminal());
        };
    }

    /** As a table whose columns are the objects' fields. */
    record InTable(Table table) implements Rows {
        @Override
        public void row(Struct object) {
            Map<String, String> cells = new LinkedHashMap<>();
            object.getFieldsMap().forEach((name, value) -> cells.put(name, Json.cell(value)));
            table.row(cells);
        }

        @Override
        public void end() {
            table.close();
        }

        @Override
        public void close() {
            table.close();
        }
    }

    /** As one JSON array. */
    final class InArray implements Rows {
        private final Output out;
        private boolean isFirst = true;

        InArray(Output out) {
            this.out = out;
        }

        @Override
        public void row(Struct object) {
            out.line(isFirst ? "[" : ",");
            String text = Json.pretty(object).replace("\n", "\n  ");
            out.write("  " + text);
            isFirst = false;
        }

        @Override
        public void end() {
            out.line(isFirst ? "[]" : "\n]");
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    /** As NDJSON. */
    record OnLines(Output out, boolean isWatched) implements Rows {
        @Override
        public void row(Struct object) {
            out.line(Json.line(object));
            if (isWatched) {
                out.flush();
            }
        }

        @Override
        public void end() {
            out.flush();
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
