package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.schema.IndexText;
import io.recordstore.v1.Index;
import io.recordstore.v1.IndexState;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code record-store index list}. */
@Command(
        name = "list",
        aliases = "ls",
        description = "List a RecordSpace's indexes and how far each is built.",
        footer = {
            "",
            "Examples:",
            "  record-store index list cities",
            "  record-store index list cities --wait     # returns when all are built"
        })
final class IndexListCommand extends SpaceScopedCommand {
    @Option(names = "--wait", description = "Wait until every index is built.")
    boolean wait;

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        IndexProgress indexes = IndexProgress.of(this, connection, space);
        if (wait) {
            indexes.await();
        }
        results.list(terminal(), indexes.list(), IndexListCommand::row);
        return ok();
    }

    private static Map<String, String> row(Index index) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("name", index.getDefinition().getName());
        row.put("type", index.getDefinition().getRecordType());
        row.put("kind", (index.getDefinition().getUnique() ? "unique " : "") + IndexText.kind(index.getDefinition()));
        row.put("columns", IndexText.columns(index.getDefinition()));
        row.put("state", state(index));
        return row;
    }

    private static String state(Index index) {
        if (index.getState() == IndexState.INDEX_STATE_READABLE) {
            return "built";
        }
        if (index.getState() == IndexState.INDEX_STATE_DISABLED) {
            return "disabled: apply the schema again to build it";
        }
        if (index.getViolationsCount() > 0) {
            return "not unique: " + index.getViolationsCount() + " records";
        }
        return index.getRecordsTotal() == 0
                ? "being built"
                : String.format(
                        Locale.ROOT,
                        "being built, %d %%",
                        Math.min(100, 100 * index.getRecordsIndexed() / index.getRecordsTotal()));
    }
}
