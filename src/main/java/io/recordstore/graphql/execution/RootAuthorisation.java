package io.recordstore.graphql.execution;

import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.MergedField;
import graphql.execution.ValuesResolver;
import graphql.introspection.Introspection;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import io.recordstore.auth.Access;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.graphql.execution.FieldAuthority.Required;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Authorises an operation as a whole before any of its fields is fetched: one field that the token does not allow refuses
 * the request, so that no part of an answer stands beside a refusal, and no mutation before a refused one has happened.
 */
final class RootAuthorisation {
    private final Access access;
    private final FieldAuthority authority;

    RootAuthorisation(Access access, FieldAuthority authority) {
        this.access = access;
        this.authority = authority;
    }

    /** Fails as {@link Access#check} does, when a field is not allowed. */
    Uni<Void> check(ExecutionContext context, ExecutionStrategyParameters parameters) {
        GraphqlCall call = GraphqlCall.of(context.getGraphQLContext());
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Required required : required(context, parameters)) {
            all = all.chain(() -> check(call, required)).replaceWithVoid();
        }
        return all;
    }

    /** Each once: aliases mostly ask the same. */
    private Set<Required> required(ExecutionContext context, ExecutionStrategyParameters parameters) {
        GraphQLObjectType root =
                (GraphQLObjectType) parameters.getExecutionStepInfo().getUnwrappedNonNullType();
        Set<Required> required = new LinkedHashSet<>();
        for (MergedField field : parameters.getFields().getSubFieldsList()) {
            GraphQLFieldDefinition definition =
                    Introspection.getFieldDef(context.getGraphQLSchema(), root, field.getName());
            if (!definition.getName().startsWith("__")) {
                required.add(authority.of(definition, arguments(context, definition, field)));
            }
        }
        if (required.isEmpty()) {
            authority.ofTypeName().ifPresent(required::add);
        }
        return required;
    }

    private static Map<String, Object> arguments(
            ExecutionContext context, GraphQLFieldDefinition definition, MergedField field) {
        return ValuesResolver.getArgumentValues(
                context.getGraphQLSchema().getCodeRegistry(),
                definition.getArguments(),
                field.getArguments(),
                context.getCoercedVariables(),
                context.getGraphQLContext(),
                context.getLocale());
    }

    private Uni<Caller> check(GraphqlCall call, Required required) {
        Optional<Operation> operation = required.operation();
        Target target = required.target();
        return operation.isPresent()
                ? access.check(call.credential(), operation.get(), target)
                : access.identify(call.credential(), target.tenant());
    }
}
