package io.recordstore.graphql.typed;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.idl.SchemaPrinter;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.CompiledSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
