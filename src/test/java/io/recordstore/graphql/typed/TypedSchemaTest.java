package io.recordstore.graphql.typed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import graphql.schema.idl.SchemaPrinter;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.CompiledSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What GraphQL schema a Protobuf schema and its indexes make. */
class TypedSchemaTest {

    /** Where the schema is meant to change, {@code -Dgraphql.write=true} writes it anew. */
    @Test
    void everyShapeHasTheTypesThatTheFileShows() throws IOException {
        CompiledSchema schema = CompiledSchemas.of(resource("/graphql/shapes.proto"));
        String printed =
                print(TypedSchema.make(schema, List.copyOf(schema.indexes().values())));
        if (Boolean.getBoolean("graphql.write")) {
            Files.writeString(Path.of("src/test/resources/graphql/shapes.graphqls"), printed);
        }
        assertThat(printed).isEqualTo(resource("/graphql/shapes.graphqls"));
    }

    /** Names that collide with those of GraphQL, with those that are made, and with one another: replays by its seed. */
    @Test
    void everyLegalSchemaHasATypedApi() {
        long seed = Long.getLong("names.seed", new Random().nextLong());
        System.out.println("names.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            String proto = hostileProto(random);
            CompiledSchema schema = CompiledSchemas.of(proto);
            assertThatCode(() -> TypedSchema.make(
                            schema, List.copyOf(schema.indexes().values())))
                    .as(proto)
                    .doesNotThrowAnyException();
        }
    }

    private static String hostileProto(Random random) {
        List<String> names = shuffled(
                random,
                "City",
                "city",
                "Cities",
                "CityInput",
                "CityWhere",
                "CityConnection",
                "CityEdge",
                "CityPayload",
                "CityOrder",
                "CityAggregate",
                "CityNameWhere",
                "PutCity",
                "DeleteCityPayload",
                "PageInfo",
                "StringFilter",
                "WordsFilter",
                "Long",
                "Int",
                "Query",
                "Mutation",
                "Subscription",
                "City_Part",
                "LeaderboardWindow",
                "ID",
                "JSON",
                "Series",
                "__City",
                "CITY",
                "_",
                "_1");
        StringBuilder proto = new StringBuilder("syntax = \"proto2\";\nimport \"recordstore/v1/options.proto\";\n");
        for (String name : names.subList(0, 12)) {
            proto.append(message(random, name));
        }
        return proto.toString();
    }

    private static String message(Random random, String name) {
        List<String> fields = shuffled(
                random,
                "name",
                "Name",
                "na_me",
                "and",
                "or",
                "not",
                "value",
                "_",
                "_1",
                "__typename",
                "_version",
                "version",
                "any",
                "key",
                "first",
                "where");
        String number = fields.get(9);
        StringBuilder message = new StringBuilder("message " + name + " {\n  message Part { optional int32 x = 1; }\n"
                + "  enum Kind { true = 0; __K = 1; _K = 2; null = 3; UNRECOGNIZED = 4; }\n"
                + "  option (recordstore.v1.record) = { primary_key: \"" + fields.get(0) + "\" indexes: [\n"
                + "    { name: \"count_" + name + "\", kind: INDEX_KIND_COUNT, group_by: [{ path: \"" + fields.get(1)
                + "\" }, { path: \"" + fields.get(2) + "\" }] },\n"
                + "    { name: \"sum_" + name + "\", kind: INDEX_KIND_SUM, fields: [{ path: \"" + number
                + "\" }], group_by: [{ path: \"" + fields.get(3) + "\" }] },\n"
                + "    { name: \"rank_" + name + "\", kind: INDEX_KIND_RANK, fields: [{ path: \"" + number
                + "\" }] },\n"
                + "    { name: \"value_" + name + "\", fields: [{ path: \"" + fields.get(4)
                + "\" }, { path: \"part.x\" }] },\n"
                + "    { name: \"kind_" + name + "\", fields: [{ path: \"kind\" }] }] };\n"
                + "  optional Part part = 100;\n  optional Kind kind = 101;\n  map<string, Part> parts = 102;\n");
        for (int i = 0; i < 10; i++) {
            String type = i == 9 ? "int64" : "string";
            message.append("  optional " + type + " " + fields.get(i) + " = " + (i + 1) + ";\n");
        }
        return message.append("}\n").toString();
    }

    private static List<String> shuffled(Random random, String... names) {
        List<String> shuffled = new ArrayList<>(List.of(names));
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static String print(TypedSchema schema) {
        return new SchemaPrinter(SchemaPrinter.Options.defaultOptions()
                        .includeDirectiveDefinitions(false)
                        .includeSchemaDefinition(false))
                .print(schema.schema());
    }

    private static String resource(String name) throws IOException {
        try (InputStream resource = TypedSchemaTest.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
