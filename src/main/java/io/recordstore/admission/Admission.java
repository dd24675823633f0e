package io.recordstore.admission;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.fault.Exhausted;
import io.recordstore.fault.Fault;
import io.recordstore.telemetry.RequestId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses calls that the server has no memory for, at their first byte or while their messages arrive: behind this nobody
 * could, for the transport under gRPC and GraphQL keeps whole messages before it calls anyone. What is refused costs a
 * header and an answer. A client that does not finish a message in time is told so and cut.
 *
 * <p>A request is routed a second time, with its body counted: what routes it keeps the one that came. GET has no body and is
 * let through: so probes and metrics are answered under any load.
 */
@Singleton
public class Admission {
    /** Behind the request's id, before everything else. */
    private static final int SECOND = 1_500;

    private static final String SHARE = MemoryBudget.Share.class.getName();
    private static final String REQUEST = CountedRequest.class.getName();
    private static final String GRPC = "application/grpc";
    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;

    private final MemoryBudget budget;
    private final Arrivals arrivals;
    private Router router;

    Admission(MemoryBudget budget, Arrivals arrivals) {
        this.budget = budget;
        this.arrivals = arrivals;
    }

    void install(@Observes Router all) {
        this.router = all;
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, SECOND);
    }

    /** What the current call holds; empty outside a call. */
    public static Optional<MemoryBudget.Share> current() {
        return Optional.ofNullable(Vertx.currentContext()).map(context -> context.getLocal(SHARE));
    }

    private void admit(RoutingContext call) {
        Context context = Vertx.currentContext();
        MemoryBudget.Share share = context.getLocal(SHARE);
        if (share != null) {
            CountedRequest request = context.getLocal(REQUEST);
            call.addEndHandler(ended -> arrivals.forget(request.arrival()));
            AnswerDelivery.whenOver(call, () -> {
                share.close();
                request.answered();
            });
            call.next();
        } else if (call.request().method() == HttpMethod.GET) {
            call.next();
        } else {
            admit(call, context);
        }
    }

    private void admit(RoutingContext call, Context context) {
        MemoryBudget.Share share = budget.open();
        if (!share.begin()) {
            AnswerDelivery.endsRequests(call.request());
            refuse(call);
            return;
        }
        context.putLocal(SHARE, share);
        HttpServerRequestInternal request = (HttpServerRequestInternal) call.request();
        MessageArrival arrival = isGrpc(call) ? MessageArrival.ofGrpc() : MessageArrival.ofBody(bodyLength(request));
        arrivals.follow(arrival, () -> end(call));
        CountedRequest counted = new CountedRequest(request, share, arrival, () -> refuse(call));
        context.putLocal(REQUEST, counted);
        router.handle(counted);
    }

    private static boolean isGrpc(RoutingContext call) {
        String type = call.request().getHeader("content-type");
        return type != null && type.startsWith(GRPC);
    }

    /** As the client says; 0 where it does not. The transport refuses one that is too long, and one that is no number. */
    private static long bodyLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length != null && DIGITS.matcher(length).matches() ? Long.parseLong(length) : 0;
    }

    private void refuse(RoutingContext call) {
        HttpServerResponse response = call.response();
        if (response.ended()) {
            return;
        }
        Exhausted refusal = budget.refusal();
        if (isGrpc(call)) {
            answerGrpc(response, refusal);
        } else {
            response.setStatusCode(TOO_MANY_REQUESTS)
                    .putHeader("retry-after", Long.toString(refusal.retryAfterSeconds()));
        }
        response.end();
    }

    /** The rest of a message did not come. */
    private void end(RoutingContext call) {
        HttpServerResponse response = call.response();
        if (response.headWritten()) {
            if (isHttp2(call)) {
                response.reset(Http2Error.CANCEL.code());
            } else {
                call.request().connection().close();
            }
            return;
        }
        DeadlineExceeded late = new DeadlineExceeded("the request's message did not arrive within the "
                + arrivals.timeout().toSeconds() + " seconds that it may take (recordstore.admission.message-timeout)");
        if (isGrpc(call)) {
            answerGrpc(response, late);
        } else {
            response.setStatusCode(REQUEST_TIMEOUT);
        }
        Future<Void> answered = response.end();
        if (!isHttp2(call)) {
            answered.onComplete(sent -> call.request().connection().close());
        }
    }

    private static boolean isHttp2(RoutingContext call) {
        return call.request().version() == HttpVersion.HTTP_2;
    }

    /** An answer without messages: a status in the headers. */
    private static void answerGrpc(HttpServerResponse response, Fault fault) {
        Status.Builder status = Status.newBuilder()
                .setCode(fault.code().number())
                .setMessage(fault.getMessage())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(fault.reason())
                        .setDomain(Fault.DOMAIN)
                        .putAllMetadata(fault.details())
                        .putMetadata(RequestId.KEY, RequestId.current().orElse(""))
                        .build()));
        if (fault instanceof Exhausted exhausted) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Durations.fromMillis(exhausted.retryAfter().toMillis()))
                    .build()));
        }
        response.putHeader("content-type", GRPC)
                .putHeader("grpc-status", Integer.toString(fault.code().number()))
                .putHeader(
                        "grpc-message",
                        URLEncoder.encode(fault.getMessage(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .putHeader(
                        "grpc-status-details-bin",
                        Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(status.build().toByteArray()));
    }
}
