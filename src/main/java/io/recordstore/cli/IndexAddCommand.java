package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.schema.IndexText;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store index add}. */
@Command(
        name = "add",
        description = "Add an index to the schema in force. It is built while others read and write.",
        footer = {
            "",
            "Examples:",
            "  record-store index add cities City population",
            "  record-store index add cities City country 'population desc'",
            "  record-store index add cities City name --kind text",
            "  record-store index add cities City --kind count --group-by country",
            "",
            "To keep it, name it in your .proto too: schema apply drops what the files do not have."
        })
final class IndexAddCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "FIELD",
            description = "Its columns, in the order in which it sorts; 'FIELD desc' descends.")
    List<String> fields = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "Its name; one made of its columns without.")
    String name;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "value, version, text, rank, count, count-not-null, count-updates, sum, min, max, min-ever,"
                    + " max-ever or bitmap-value.")
    String kind = "value";

    @Option(names = "--unique", description = "Refuse two records with the same values.")
    boolean unique;

    @Option(names = "--group-by", paramLabel = "FIELDS", split = ",", description = "What it is kept apart by.")
    List<String> groupBy = new ArrayList<>();

    @Option(
            names = "--include",
            paramLabel = "FIELDS",
            split = ",",
            description = "Fields to hold beside the columns, so that records need not be read.")
    List<String> include = new ArrayList<>();

    @Option(names = "--wait", description = "Wait until it is built.")
    boolean wait;

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        IndexDefinition index = definition();
        SchemaEdit edit = SchemaEdit.of(connection, space);
        List<IndexDefinition> all =
                Stream.concat(edit.indexes(), Stream.of(index)).toList();
        connection.schemas().applySchema(edit.request(space, all));
        IndexProgress.of(this, connection, space).afterApply(wait);
        results.one(terminal(), Json.of(index), "added " + index.getName());
        return ok();
    }

    private IndexDefinition definition() {
        IndexDefinition.Builder index = IndexDefinition.newBuilder()
                .setRecordType(recordType)
                .setKind(indexKind())
                .setUnique(unique)
                .addAllFields(IndexText.fields(fields))
                .addAllGroupBy(IndexText.fields(groupBy))
                .addAllInclude(IndexText.fields(include));
        return index.setName(name == null ? IndexText.name(index.build()) : name)
                .build();
    }

    private IndexKind indexKind() {
        try {
            return IndexKind.valueOf(
                    "INDEX_KIND_" + kind.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw CommandFailure.usage(
                    "there is no kind of index '" + kind + "'", "  see record-store index add --help");
        }
    }
}
