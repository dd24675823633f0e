package io.recordstore.cli;

import io.recordstore.cli.output.Table;
import io.recordstore.cli.output.Terminal;
import io.recordstore.v1.SchemaChange;
import io.recordstore.v1.SchemaChangeVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a new version of a schema changes, as a table, and below it why and how to go on where something is refused. */
record SchemaChanges(Terminal terminal, List<SchemaChange> changes) {
    void print() {
        try (Table table = new Table(terminal)) {
            changes.forEach(change -> table.row(row(change)));
        }
        for (SchemaChange change : changes) {
            if (isRefused(change)) {
                terminal.out().line("");
                terminal.out()
                        .line(terminal.outStyle().red("refused") + " " + change.getName() + ": " + change.getReason());
                terminal.out().line("  fix: " + change.getFix());
            }
        }
    }

    private static Map<String, String> row(SchemaChange change) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("change", word(change.getKind(), "SCHEMA_CHANGE_KIND_"));
        row.put("what", word(change.getElement(), "SCHEMA_ELEMENT_"));
        row.put("name", change.getName());
        row.put("description", change.getDescription());
        row.put("cost", cost(change));
        row.put("verdict", word(change.getVerdict(), "SCHEMA_CHANGE_VERDICT_"));
        return row;
    }

    private static String cost(SchemaChange change) {
        return change.getRecordsToIndex() == 0
                ? ""
                : String.format(Locale.ROOT, "reads %,d records", change.getRecordsToIndex());
    }

    private static String word(Enum<?> value, String prefix) {
        return value.name().replace(prefix, "").toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static boolean isRefused(SchemaChange change) {
        return change.getVerdict() == SchemaChangeVerdict.SCHEMA_CHANGE_VERDICT_REFUSED;
    }

    boolean areAllowed() {
        return changes.stream().noneMatch(SchemaChanges::isRefused);
    }

    /** What an Apply would answer. */
    String verdict() {
        if (changes.isEmpty()) {
            return "nothing would change";
        }
        long refused = changes.stream().filter(SchemaChanges::isRefused).count();
        return refused == 0
                ? "all of it is allowed; nothing was changed"
                : refused + " would be refused; nothing was changed";
    }
}
