package io.recordstore.graphql.limits;

import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.graphql.limits.DocumentCost.Cost;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;

/** Reads documents and refuses those past a limit, before any is held against a schema. */
@Singleton
public class Documents {
    /** Grammar rules inside one another for each level of fields, and for values inside values of arguments. */
    private static final int RULES_PER_LEVEL = 4;

    private static final int RULES_OF_VALUES = 200;

    private final GraphqlConfig.Limits limits;
    private final boolean introspection;
    private final ParserOptions options;

    Documents(GraphqlConfig config) {
        this.limits = config.limits();
        this.introspection = config.introspection();
        this.options = ParserOptions.getDefaultOperationParserOptions()
                .transform(builder -> builder.maxCharacters(limits.characters())
                        .maxTokens(limits.tokens())
                        .maxWhitespaceTokens(limits.characters())
                        .maxRuleDepth(limits.depth() * RULES_PER_LEVEL + RULES_OF_VALUES));
    }

    /**
     * Reads a document.
     *
     * @throws LimitExceeded when it is past the limit of characters, tokens or depth
     * @throws InvalidRequest when it is none
     */
    public Document parse(String text) {
        if (text.length() > limits.characters()) {
            throw exceeded("characters", limits.characters(), "the document has " + text.length() + " characters");
        }
        try {
            return new Parser()
                    .parseDocument(ParserEnvironment.newParserEnvironment()
                            .document(text)
                            .parserOptions(options)
                            .locale(Locale.ENGLISH)
                            .build());
        } catch (ParseCancelledTooDeepException tooDeep) {
            throw exceeded("depth", limits.depth(), "the document is nested too deeply");
        } catch (ParseCancelledException tooMany) {
            throw exceeded("tokens", limits.tokens(), "the document has too many tokens");
        } catch (InvalidSyntaxException none) {
            throw new InvalidRequest("query", none.getMessage());
        }
    }

    /**
     * Refuses a document that costs too much with these variables.
     *
     * @return whether it asks for the schema itself
     * @throws LimitExceeded naming the limit
     * @throws PreconditionFailed when it asks for the schema, and this server does not give it
     * @throws InvalidRequest when a fragment spreads itself
     */
    public boolean requireWithinLimits(Document document, Map<String, Object> variables) {
        Cost cost = DocumentCost.of(document, variables);
        require("depth", cost.depth(), limits.depth(), "fields inside one another");
        require("nodes", cost.nodes(), limits.nodes(), "fields");
        require("aliases", cost.aliases(), limits.aliases(), "aliased fields");
        require("complexity", cost.complexity(), limits.complexity(), "fields in its answer");
        if (cost.introspects() && !introspection) {
            throw new PreconditionFailed(
                    "INTROSPECTION_DISABLED",
                    "this server does not tell its schema: recordstore.graphql.introspection turns that on",
                    Map.of());
        }
        return cost.introspects();
    }

    private static void require(String limit, long actual, long allowed, String what) {
        if (actual > allowed) {
            throw exceeded(limit, allowed, "the document may have " + actual + " " + what);
        }
    }

    private static LimitExceeded exceeded(String limit, long allowed, String what) {
        String name = "recordstore.graphql.limits." + limit;
        return new LimitExceeded(
                name,
                Long.toString(allowed),
                what + ", and " + allowed + " are allowed (" + name + "): send less at once");
    }
}
