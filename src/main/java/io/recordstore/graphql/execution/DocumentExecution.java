package io.recordstore.graphql.execution;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.AsyncSerialExecutionStrategy;
import graphql.execution.ExecutionStrategy;
import graphql.language.Document;
import graphql.schema.GraphQLSchema;
import io.recordstore.auth.Access;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.limits.Documents;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.quota.CallQuotas;
import io.recordstore.store.Deadlines;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Executes documents, of every GraphQL endpoint: who calls is found out first; then the document is read and held against the
 * limits, then against its schema; then its fields are authorised, all before any of them is fetched.
 *
 * <p>A document is read and validated on threads of its own, and answers are put together on the threads that the store
 * answers on.
 */
@Singleton
public class DocumentExecution {
    private final Access access;
    private final CallQuotas quotas;
    private final Documents documents;
    private final DocumentThreads threads;
    private final SubscriptionsAtStop atStop;
    private final Deadlines deadlines;
    private final Duration time;

    DocumentExecution(
            Access access,
            CallQuotas quotas,
            Documents documents,
            DocumentThreads threads,
            SubscriptionsAtStop atStop,
            Deadlines deadlines,
            GraphqlConfig config) {
        this.access = access;
        this.quotas = quotas;
        this.documents = documents;
        this.threads = threads;
        this.atStop = atStop;
        this.deadlines = deadlines;
        this.time = config.limits().time();
    }

    /** Readies a schema, whose mutations run one after the other. */
    public ExecutableSchema prepare(GraphQLSchema schema, FieldAuthority authority) {
        return prepare(
                schema,
                authority,
                new AsyncExecutionStrategy(new FaultsAsErrors()),
                new AsyncSerialExecutionStrategy(new FaultsAsErrors()));
    }

    /**
     * Readies a schema.
     *
     * @param authority what its root fields require; asked for all of an operation before the first is fetched
     * @param queries how the fields of a query are executed, once they are authorised
     * @param mutations how those of a mutation are
     */
    public ExecutableSchema prepare(
            GraphQLSchema schema, FieldAuthority authority, ExecutionStrategy queries, ExecutionStrategy mutations) {
        RootAuthorisation authorisation = new RootAuthorisation(access, quotas, authority);
        return new ExecutableSchema(
                schema,
                GraphQL.newGraphQL(schema)
                        .defaultDataFetcherExceptionHandler(new FaultsAsErrors())
                        .queryExecutionStrategy(new Authorised(authorisation, queries))
                        .mutationExecutionStrategy(new Authorised(authorisation, mutations))
                        .subscriptionExecutionStrategy(new Subscribed(authorisation, atStop))
                        .build(),
                Map::of);
    }

    /**
     * Who calls, when the token is good.
     *
     * @param tenant the tenant that the token must be of; empty for any
     */
    public Uni<Caller> identify(Credential credential, String tenant) {
        return access.identify(credential, tenant);
    }

    /**
     * Executes a request on a schema that anybody may know.
     *
     * @return one result of a query or a mutation, and of a subscription one for each event, until a last one has errors and
     *     no data; never fails
     */
    public Multi<ExecutionResult> execute(
            ExecutableSchema schema, GraphqlRequest request, Credential credential, Caller caller) {
        return bounded(call(credential, caller), call -> threads.run(() -> read(schema, request))
                .chain(document -> execute(schema, document, request, call)));
    }

    /**
     * Executes a request, likewise, on a schema that is known to those alone who may read it. Others may use the fields that
     * their token allows, and are refused where an error or an answer would tell them more.
     *
     * @param target what the schema is of
     */
    public Multi<ExecutionResult> execute(
            Uni<ExecutableSchema> schema, Target target, GraphqlRequest request, Credential credential, Caller caller) {
        Uni<Caller> mayKnow = access.check(credential, Operation.READ, target);
        return bounded(call(credential, caller), call -> schema.onFailure(DocumentExecution::tellsOfStore)
                .recoverWithUni(
                        unknown -> mayKnow.chain(reader -> Uni.createFrom().failure(unknown)))
                .chain(known -> threads.run(() -> read(known, request))
                        .call(document -> document.introspects()
                                ? mayKnow
                                : Uni.createFrom().nullItem())
                        .chain(document -> execute(known, document, request, call)))
                .call(result -> GraphqlFaults.isOfSchema(result.getErrors())
                        ? mayKnow
                        : Uni.createFrom().nullItem()));
    }

    /** Whether a failure says what is there or not. */
    private static boolean tellsOfStore(Throwable error) {
        return error instanceof NotFound || error instanceof PreconditionFailed;
    }

    private GraphqlCall call(Credential credential, Caller caller) {
        return new GraphqlCall(credential, caller);
    }

    /**
     * Ends a call's work with its time, and when nobody waits for it. A subscription has that time to begin, and from then on
     * does no more than it is waited for.
     */
    private Multi<ExecutionResult> bounded(GraphqlCall call, Function<GraphqlCall, Uni<ExecutionResult>> execution) {
        Uni<ExecutionResult> work = execution.apply(call).onCancellation().invoke(call::end);
        return deadlines
                .within(time, work, this::tooLong)
                .onItem()
                .transformToMulti(DocumentExecution::results)
                .onFailure()
                .recoverWithItem(DocumentExecution::refusal);
    }

    @SuppressWarnings("unchecked")
    private static Multi<ExecutionResult> results(ExecutionResult result) {
        return result.getData() instanceof Multi<?> events
                ? ((Multi<ExecutionResult>) events).map(DocumentExecution::wholeEvent)
                : Multi.createFrom().item(result);
    }

    private static ExecutionResult wholeEvent(ExecutionResult event) {
        if (!event.getErrors().isEmpty()) {
            throw new EventFailed(GraphqlFaults.inOurTerms(event.getErrors()));
        }
        return event;
    }

    private LimitExceeded tooLong() {
        return new LimitExceeded(
                "recordstore.graphql.limits.time",
                time.toMillis() + " ms",
                "the request took longer than the " + time.toMillis()
                        + " ms that it may (recordstore.graphql.limits.time): ask for less at once");
    }

    /** The answer that a failed request has. */
    public static ExecutionResult refusal(Throwable error) {
        return error instanceof EventFailed failed
                ? failed.answer()
                : new ExecutionResultImpl(GraphqlFaults.toError(error));
    }

    /** A document that is within the limits. */
    private record Readable(Document document, boolean introspects) {}

    private Readable read(ExecutableSchema schema, GraphqlRequest request) {
        Document document = schema.remembered(request.document()).orElseGet(() -> documents.parse(request.document()));
        boolean introspects = documents.requireWithinLimits(document, request.variables());
        request.asksFor().accept(Operations.requireOne(document, request));
        return new Readable(document, introspects);
    }

    private Uni<ExecutionResult> execute(
            ExecutableSchema schema, Readable readable, GraphqlRequest request, GraphqlCall call) {
        ExecutionInput input = ExecutionInput.newExecutionInput(request.document())
                .operationName(request.operationName().orElse(null))
                .variables(request.variables())
                .locale(Locale.ENGLISH)
                .graphQLContext(schema.context())
                .graphQLContext(Map.of(GraphqlCall.class, call, Document.class, readable.document()))
                .build();
        return Uni.createFrom()
                .completionStage(() -> schema.graphQl().executeAsync(input))
                .map(DocumentExecution::inOurTerms);
    }

    private static ExecutionResult inOurTerms(ExecutionResult result) {
        return result.getErrors().isEmpty()
                ? result
                : result.transform(answer -> answer.errors(GraphqlFaults.inOurTerms(result.getErrors())));
    }
}
