package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import io.recordstore.admission.Admission;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.auth.Credential;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.execution.GraphqlRequest;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.quota.CallQuotas;
import io.recordstore.telemetry.CallContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * GraphQL over HTTP, as its specification has it: GET for queries, POST with JSON for everything. The token is looked at
 * before the body is read, and a request whose connection is closed is cancelled.
 */
@Singleton
class HttpRequests {
    private static final int NOT_ACCEPTABLE = 406;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    /** A call's name for the audit log. */
    private static final String CALL = "GraphQL";

    private final DocumentExecution execution;
    private final PersistedQueries persistedQueries;
    private final CallQuotas quotas;
    private final int maxBytes;

    HttpRequests(
            DocumentExecution execution, PersistedQueries persistedQueries, CallQuotas quotas, GraphqlConfig config) {
        this.execution = execution;
        this.persistedQueries = persistedQueries;
        this.quotas = quotas;
        this.maxBytes = config.limits().requestBytes();
    }

    void handle(RoutingContext context, Endpoint endpoint) {
        HttpServerRequest request = context.request();
        Optional<MediaType> accepted =
                MediaType.accepted(context.parsedHeaders().accept());
        Exchange exchange = new Exchange(context, accepted.orElse(MediaType.JSON));
        if (accepted.isEmpty()) {
            refuse(
                    exchange,
                    NOT_ACCEPTABLE,
                    "accept",
                    "answers are application/graphql-response+json or application/json");
        } else if (request.method() == HttpMethod.GET) {
            answer(
                    context,
                    exchange,
                    endpoint,
                    Uni.createFrom().item(() -> ReceivedRequest.ofParameters(context.queryParams())));
        } else if (request.method() != HttpMethod.POST) {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
            refuse(
                    exchange,
                    METHOD_NOT_ALLOWED,
                    "method",
                    "send queries with GET or POST, and anything else with POST");
        } else if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            refuse(exchange, UNSUPPORTED_MEDIA_TYPE, "content-type", "send the request as application/json");
        } else {
            request.pause();
            answer(
                    context,
                    exchange,
                    endpoint,
                    RequestBody.read(request, maxBytes).map(ReceivedRequest::ofBody));
        }
    }

    private static boolean isJson(String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static void refuse(Exchange exchange, int status, String field, String description) {
        exchange.refuse(status, DocumentExecution.refusal(new InvalidRequest(field, description)));
    }

    private void answer(RoutingContext context, Exchange exchange, Endpoint endpoint, Uni<ReceivedRequest> received) {
        HttpServerRequest request = context.request();
        Credential credential = Credential.ofHeader(request.getHeader(HttpHeaders.AUTHORIZATION), CALL);
        boolean onlyQueries = request.method() == HttpMethod.GET;
        Optional<MemoryBudget.Share> share = Admission.current();
        Executor inCall = CallContext.carriedBy(Runnable::run);
        Cancellable running = execution
                .identify(credential, endpoint.tenant())
                .emitOn(inCall)
                .invoke(caller -> share.ifPresent(
                        held -> held.requireRoomFor(caller.tenant().value())))
                .chain(caller -> received.emitOn(inCall)
                        .invoke(() -> exchange.chargeTo(bytes -> quotas.spend(endpoint.owner(caller), bytes)))
                        .chain(parameters -> persistedQueries
                                .documentOf(parameters)
                                .map(document -> endpoint.execute(
                                        new GraphqlRequest(
                                                document,
                                                parameters.operationName(),
                                                parameters.variables(),
                                                onlyQueries),
                                        credential,
                                        caller))
                                .orElseGet(() -> Uni.createFrom().item(HttpRequests::unknownDocument))))
                .onFailure()
                .recoverWithItem(DocumentExecution::refusal)
                .subscribe()
                .with(exchange::answer);
        context.response().closeHandler(closed -> running.cancel());
    }

    private static ExecutionResult unknownDocument() {
        return ExecutionResult.newExecutionResult()
                .addError(GraphqlFaults.unknownDocument())
                .build();
    }
}
