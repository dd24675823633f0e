package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.DirectivesUtil;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLSchemaElement;
import graphql.schema.idl.SchemaPrinter;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.graphql.api.PublicSchema;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema of {@code /graphql} is public: it changes on purpose only. */
@QuarkusTest
class PublicSchemaTest {
    private static final Path COMMITTED = Path.of("docs/schema.graphql");
    private static final Path ACTUAL = Path.of("target/schema.graphql");

    @Inject
    PublicSchema publicSchema;

    private GraphQLSchema schema;

    @BeforeEach
    void take() {
        schema = publicSchema.executable().schema();
    }

    @Test
    void theSchemaIsTheOneThatIsCommitted() throws IOException {
        SchemaPrinter.Options options = SchemaPrinter.Options.defaultOptions()
                .includeSchemaDefinition(false)
                .includeDirectiveDefinitions(false)
                .includeDirectiveDefinition("needs"::equals)
                .includeDirectives("needs"::equals);
        String sdl = new SchemaPrinter(options).print(schema).strip() + "\n";
        Files.writeString(ACTUAL, sdl);
        assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
                .as(
                        "the public schema of /graphql has changed. When that is meant and breaks no client (what is"
                                + " removed was deprecated before), make it the committed one: cp %s %s",
                        ACTUAL, COMMITTED)
                .isEqualTo(sdl);
    }

    @Test
    void everythingInItIsDescribed() {
        List<String> silent = schema.getAllTypesAsList().stream()
                .filter(type -> !type.getName().startsWith("__"))
                .flatMap(type -> Stream.concat(Stream.of((GraphQLSchemaElement) type), type.getChildren().stream()))
                .filter(GraphQLNamedSchemaElement.class::isInstance)
                .map(GraphQLNamedSchemaElement.class::cast)
                .filter(element -> element.getDescription() == null
                        || element.getDescription().isBlank())
                .map(GraphQLNamedSchemaElement::getName)
                .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void everyRootFieldSaysWhatItNeeds() {
        for (GraphQLObjectType root :
                List.of(schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType())) {
            for (GraphQLFieldDefinition field : root.getFieldDefinitions()) {
                boolean isMaking = field.getArgument("target") != null;
                assertThat(DirectivesUtil.toAppliedDirectives(field))
                        .as(field.getName())
                        .extracting(GraphQLAppliedDirective::getName)
                        .containsExactlyElementsOf(isMaking ? List.of("needs", "needsOnTarget") : List.of("needs"));
            }
        }
    }
}
