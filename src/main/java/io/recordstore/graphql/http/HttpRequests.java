package io.recordstore.graphql.http;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.recordstore.admission.Admission;
import io.recordstore.fault.Cancelled;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.graphql.request.CallCost;
import io.recordstore.graphql.request.Calls;
import io.recordstore.graphql.request.Endpoint;
import io.recordstore.graphql.request.ReceivedRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * GraphQL over HTTP, as its specification has it: GET for queries, POST with JSON for everything. Who accepts server-sent
 * events has the answers as such, also those of a subscription. The token is looked at before the body is read, and a
 * request whose connection is closed is cancelled.
 */
@Singleton
class HttpRequests {
    private static final int NOT_ACCEPTABLE = 406;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private static final Set<Operation> BY_GET = EnumSet.of(Operation.QUERY);
    private static final Set<Operation> BY_POST = EnumSet.of(Operation.QUERY, Operation.MUTATION);

    private final Calls calls;
    private final int maxBytes;

    HttpRequests(Calls calls, GraphqlConfig config) {
        this.calls = calls;
        this.maxBytes = config.limits().requestBytes();
    }

    void handle(RoutingContext context, Endpoint endpoint) {
        HttpServerRequest request = context.request();
        Optional<MediaType> accepted =
                MediaType.accepted(context.parsedHeaders().accept());
        Exchange exchange = new Exchange(context, accepted.orElse(MediaType.JSON), CallCost.NONE);
        if (accepted.isEmpty()) {
            refuse(
                    exchange,
                    NOT_ACCEPTABLE,
                    "accept",
                    "answers are application/graphql-response+json, application/json or text/event-stream");
        } else if (request.method() == HttpMethod.GET) {
            answer(
                    context,
                    accepted.get(),
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
                    accepted.get(),
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

    private void answer(RoutingContext context, MediaType type, Endpoint endpoint, Uni<ReceivedRequest> received) {
        CallCost cost = new CallCost(Admission.current(), context.request()::bytesRead);
        Multi<ExecutionResult> answers = calls.answer(
                endpoint,
                Calls.credential(context.request().getHeader(HttpHeaders.AUTHORIZATION)),
                received.onFailure(Cancelled.class)
                        .transform(gone ->
                                cost.refusal().map(Throwable.class::cast).orElse(gone)),
                accepted(context.request().method(), type),
                cost);
        Exchange exchange = new Exchange(context, type, cost);
        Cancellable running =
                type == MediaType.EVENT_STREAM ? stream(context, exchange, answers, cost) : one(exchange, answers);
        context.response().closeHandler(closed -> running.cancel());
    }

    private static Set<Operation> accepted(HttpMethod method, MediaType type) {
        Set<Operation> accepted = EnumSet.copyOf(method == HttpMethod.GET ? BY_GET : BY_POST);
        if (type == MediaType.EVENT_STREAM) {
            accepted.add(Operation.SUBSCRIPTION);
        }
        return accepted;
    }

    private static Cancellable one(Exchange exchange, Multi<ExecutionResult> answers) {
        return answers.collect().last().subscribe().with(exchange::answer);
    }

    /** The next answer is asked for when the client has taken the last. */
    private static Cancellable stream(
            RoutingContext context, Exchange exchange, Multi<ExecutionResult> answers, CallCost cost) {
        EventStream events =
                new EventStream(context.response(), exchange, context.vertx().getOrCreateContext(), cost);
        return answers.onItem()
                .transformToUniAndConcatenate(events::next)
                .subscribe()
                .with(sent -> {}, gone -> {}, events::complete);
    }
}
