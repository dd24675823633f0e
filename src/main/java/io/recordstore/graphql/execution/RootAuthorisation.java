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
import io.recordstore.quota.CallQuotas;
import io.recordstore.quota.QuotaOwner;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Authorises an operation as a whole before any of its fields is fetched: one field that the token does not allow refuses
 * the request, so that no part of an answer stands beside a refusal, and no mutation before a refused one has happened.
 * What is allowed is then held to the rates of those that it is about: each field, under whatever alias, is a request.
 */
final class RootAuthorisation {
    private final Access access;
    private final CallQuotas quotas;
    private final FieldAuthority authority;

    RootAuthorisation(Access access, CallQuotas quotas, FieldAuthority authority) {
        this.access = access;
        this.quotas = quotas;
        this.authority = authority;
    }

    /** Fails as {@link Access#check} does, when a field is not allowed, and as {@link CallQuotas#admit}. */
    Uni<Void> check(ExecutionContext context, ExecutionStrategyParameters parameters) {
        GraphqlCall call = GraphqlCall.of(context.getGraphQLContext());
        Map<Required, Long> asked = required(context, parameters);
        return permit(call, asked.keySet())
                .invoke(() -> asked.forEach((required, times) -> quotas.admit(owner(call, required), times, 0)));
    }

    /** The same of an operation that goes on, whose rates hold it up and do not end it. */
    Uni<Void> checkAgain(ExecutionContext context, ExecutionStrategyParameters parameters) {
        GraphqlCall call = GraphqlCall.of(context.getGraphQLContext());
        return permit(call, required(context, parameters).keySet());
    }

    private Uni<Void> permit(GraphqlCall call, Set<Required> asked) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Required required : asked) {
            all = all.chain(() -> check(call, required)).replaceWithVoid();
        }
        return all;
    }

    /** Each once, with how often it is asked: aliases mostly ask the same. */
    private Map<Required, Long> required(ExecutionContext context, ExecutionStrategyParameters parameters) {
        GraphQLObjectType root =
                (GraphQLObjectType) parameters.getExecutionStepInfo().getUnwrappedNonNullType();
        Map<Required, Long> required = new LinkedHashMap<>();
        for (MergedField field : parameters.getFields().getSubFieldsList()) {
            GraphQLFieldDefinition definition =
                    Introspection.getFieldDef(context.getGraphQLSchema(), root, field.getName());
            if (!definition.getName().startsWith("__")) {
                authority
                        .of(definition, arguments(context, definition, field))
                        .forEach(each -> required.merge(each, 1L, Long::sum));
            }
        }
        if (required.isEmpty()) {
            authority.ofTypeName().ifPresent(one -> required.put(one, 1L));
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

    private static QuotaOwner owner(GraphqlCall call, Required required) {
        String space = required.target().spaces() instanceof Target.One one ? one.name() : "";
        return new QuotaOwner(call.caller().tenant().value(), space);
    }

    private Uni<Caller> check(GraphqlCall call, Required required) {
        Optional<Operation> operation = required.operation();
        Target target = required.target();
        return operation.isPresent()
                ? access.check(call.credential(), operation.get(), target)
                : access.identify(call.credential(), target.tenant());
    }
}
