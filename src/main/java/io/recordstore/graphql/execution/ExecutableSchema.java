package io.recordstore.graphql.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.schema.GraphQLSchema;
import graphql.validation.ValidationError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A schema with what executes documents on it: see {@link DocumentExecution#prepare}. It remembers which documents are valid,
 * as clients send the same few again and again; a few, because there may be many schemas.
 */
public final class ExecutableSchema {
    private static final int REMEMBERED_DOCUMENTS = 200;

    private final GraphQLSchema schema;
    private final GraphQL graphQl;
    private final Supplier<Map<Object, Object>> context;
    private final Cache<String, PreparsedDocumentEntry> valid =
            Caffeine.newBuilder().maximumSize(REMEMBERED_DOCUMENTS).build();

    ExecutableSchema(GraphQLSchema schema, GraphQL graphQl, Supplier<Map<Object, Object>> context) {
        this.schema = schema;
        this.graphQl = graphQl.transform(builder -> builder.preparsedDocumentProvider(this::validated));
        this.context = context;
    }

    /** The same, whose data fetchers find more in the context of a call. */
    public ExecutableSchema with(Supplier<Map<Object, Object>> more) {
        return new ExecutableSchema(schema, graphQl, more);
    }

    Map<Object, Object> context() {
        return context.get();
    }

    GraphQL graphQl() {
        return graphQl;
    }

    /** The schema itself. */
    public GraphQLSchema schema() {
        return schema;
    }

    /** A document that is known to be valid, by its text. */
    Optional<Document> remembered(String text) {
        return Optional.ofNullable(valid.getIfPresent(text)).map(PreparsedDocumentEntry::getDocument);
    }

    private CompletableFuture<PreparsedDocumentEntry> validated(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> parseAndValidate) {
        PreparsedDocumentEntry entry = valid.getIfPresent(input.getQuery());
        return CompletableFuture.completedFuture(entry == null ? validate(input) : entry);
    }

    private PreparsedDocumentEntry validate(ExecutionInput input) {
        Document document = input.getGraphQLContext().get(Document.class);
        List<ValidationError> errors = ParseAndValidate.validate(schema, document, Locale.ENGLISH);
        if (!errors.isEmpty()) {
            return new PreparsedDocumentEntry(document, errors);
        }
        PreparsedDocumentEntry entry = new PreparsedDocumentEntry(document);
        valid.put(input.getQuery(), entry);
        return entry;
    }
}
