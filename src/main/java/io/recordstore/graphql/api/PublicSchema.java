package io.recordstore.graphql.api;

import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLSchemaElement;
import graphql.schema.GraphQLTypeVisitorStub;
import graphql.schema.SchemaTransformer;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.execution.ExecutableSchema;
import io.smallrye.graphql.execution.context.SmallRyeContext;
import io.smallrye.graphql.execution.context.SmallRyeContextManager;
import jakarta.inject.Singleton;
import jakarta.json.JsonValue;
import java.util.Map;

/** The schema of {@code /graphql}, that SmallRye makes of the classes of this package, ready for documents. */
@Singleton
public class PublicSchema {
    private final ExecutableSchema schema;

    PublicSchema(GraphQLSchema schema, DocumentExecution execution) {
        GraphQLSchema named = SchemaTransformer.transformSchema(schema, new Scalars());
        this.schema = execution.prepare(named, new ArgumentAuthority()).with(PublicSchema::context);
    }

    /** What executes documents on it. */
    public ExecutableSchema executable() {
        return schema;
    }

    /** What SmallRye's data fetchers look for: they are called on threads that may do some work. */
    private static Map<Object, Object> context() {
        SmallRyeContext context = new SmallRyeContext(PublicSchema.class.getName());
        context.setRequest(JsonValue.EMPTY_JSON_OBJECT);
        return Map.of(SmallRyeContextManager.CONTEXT, context, "runBlocking", true);
    }

    /** SmallRye's scalars, by names and with descriptions for users. */
    private static final class Scalars extends GraphQLTypeVisitorStub {
        @Override
        public TraversalControl visitGraphQLScalarType(
                GraphQLScalarType scalar, TraverserContext<GraphQLSchemaElement> context) {
            return switch (scalar.getName()) {
                case "Object" -> change(context, scalar, "JSON", "Any JSON: an object for a record.");
                case "BigInteger" ->
                    change(
                            context,
                            scalar,
                            "BigInteger",
                            "An integer of any size; requests may have its digits in a string.");
                case "DateTime" ->
                    change(context, scalar, "DateTime", "A point in time as ISO 8601 has it: 2026-11-23T10:15:30.5Z.");
                default -> TraversalControl.CONTINUE;
            };
        }

        private TraversalControl change(
                TraverserContext<GraphQLSchemaElement> context,
                GraphQLScalarType scalar,
                String name,
                String description) {
            return changeNode(
                    context, scalar.transform(builder -> builder.name(name).description(description)));
        }
    }
}
