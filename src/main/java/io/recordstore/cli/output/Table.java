package io.recordstore.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Rows under headings, aligned. The first rows decide which columns there are and how wide; later ones follow as they come.
 * On a terminal a row takes one line: the widest columns give way.
 */
public final class Table implements AutoCloseable {
    /** What is waited for before the first line: a screen and more, and yet soon. */
    private static final int ROWS_BEFORE_LAYOUT = 500;

    private static final String GAP = "  ";
    private static final int MIN_COLUMN = 6;
    private static final Pattern NUMBER = Pattern.compile("-?[\\d,]+(\\.\\d+)?([eE][-+]?\\d+)?( ?%)?");

    private final Terminal terminal;
    private final Style style;
    private final List<Map<String, String>> waiting = new ArrayList<>();
    private List<Column> columns;

    /** A column that is laid out. */
    private record Column(String name, int width, boolean isNumeric) {}

    public Table(Terminal terminal) {
        this.terminal = terminal;
        this.style = terminal.outStyle();
    }

    /** Adds a row: what it has, by the columns' names. */
    public void row(Map<String, String> cells) {
        Map<String, String> printable = new LinkedHashMap<>();
        cells.forEach((name, text) -> printable.put(DisplayText.printable(name), DisplayText.printable(text)));
        if (columns != null && !names().containsAll(printable.keySet())) {
            columns = null;
        }
        if (columns != null) {
            print(printable);
            return;
        }
        waiting.add(printable);
        if (waiting.size() == ROWS_BEFORE_LAYOUT) {
            layOut();
        }
    }

    private List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    private void layOut() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<String, List<String>> cells = new LinkedHashMap<>();
        waiting.forEach(row -> row.forEach((name, text) ->
                cells.computeIfAbsent(name, any -> new ArrayList<>()).add(text)));
        List<String> names = List.copyOf(cells.keySet());
        int[] widths = names.stream()
                .mapToInt(name -> Math.max(
                        DisplayText.width(name),
                        cells.get(name).stream()
                                .mapToInt(DisplayText::width)
                                .max()
                                .orElse(0)))
                .toArray();
        if (terminal.outIsTerminal()) {
            shrink(widths, terminal.width() - GAP.length() * (widths.length - 1));
        }
        columns = IntStream.range(0, widths.length)
                .mapToObj(i -> new Column(names.get(i), widths[i], isNumeric(cells.get(names.get(i)))))
                .toList();
        printHeading();
        waiting.forEach(this::print);
        waiting.clear();
    }

    private static boolean isNumeric(List<String> cells) {
        return cells.stream()
                .allMatch(text -> text.isEmpty() || NUMBER.matcher(text).matches());
    }

    /** Takes from the widest column, again and again, until the row fits or every column is narrow. */
    private static void shrink(int[] widths, int available) {
        int over = IntStream.of(widths).sum() - available;
        while (over > 0) {
            int widest = IntStream.range(0, widths.length).reduce(0, (a, b) -> widths[b] > widths[a] ? b : a);
            if (widths[widest] <= MIN_COLUMN) {
                return;
            }
            widths[widest]--;
            over--;
        }
    }

    private void printHeading() {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            append(line, column, column.name().toUpperCase(java.util.Locale.ROOT));
        }
        terminal.out().line(style.bold(line.toString().stripTrailing()));
    }

    private void print(Map<String, String> row) {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            append(line, column, row.getOrDefault(column.name(), ""));
        }
        terminal.out().line(line.toString().stripTrailing());
    }

    private void append(StringBuilder line, Column column, String text) {
        String shown = terminal.outIsTerminal() ? DisplayText.cut(text, column.width()) : text;
        String padding = " ".repeat(Math.max(0, column.width() - DisplayText.width(shown)));
        line.append(line.isEmpty() ? "" : GAP).append(column.isNumeric() ? padding + shown : shown + padding);
    }

    /** Prints what is still waiting. */
    @Override
    public void close() {
        layOut();
        terminal.out().flush();
    }
}
