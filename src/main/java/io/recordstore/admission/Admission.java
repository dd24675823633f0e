package io.recordstore.admission;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.recordstore.fault.Exhausted;
import io.recordstore.fault.Fault;
import io.recordstore.telemetry.RequestId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Refuses calls that the server has no memory for, at their first byte or while their messages arrive: behind this nobody
 * could, for the transport under gRPC and GraphQL keeps whole messages before it calls anyone. What is refused costs a
 * header and an answer.
 *
 * <p>A request is routed a second time, with its body counted: what routes it keeps the one that came. GET has no body and is
 * let through: so probes and metrics are answered under any load.
 */
@Singleton
public class Admission {
    /** Behind the request's id, before everything else. */
    private static final int SECOND = 1_500;

    private static final String SHARE = MemoryBudget.Share.class.getName();
    private static final String GRPC = "application/grpc";
    private static final int TOO_MANY_REQUESTS = 429;

    private final MemoryBudget budget;
    private Router router;

    Admission(MemoryBudget budget) {
        this.budget = budget;
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
            call.addEndHandler(ended -> share.close());
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
            refuse(call);
            return;
        }
        context.putLocal(SHARE, share);
        HttpServerRequestInternal request = (HttpServerRequestInternal) call.request();
        router.handle(new CountedRequest(request, share, () -> refuse(call)));
    }

    private void refuse(RoutingContext call) {
        HttpServerResponse response = call.response();
        if (response.ended()) {
            return;
        }
        Exhausted refusal = budget.refusal();
        String type = call.request().getHeader("content-type");
        if (type != null && type.startsWith(GRPC)) {
            answerGrpc(response, refusal);
        } else {
            response.setStatusCode(TOO_MANY_REQUESTS)
                    .putHeader(
                            "retry-after",
                            Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
        }
        response.end();
    }

    /** An answer without messages: a status in the headers. */
    private static void answerGrpc(HttpServerResponse response, Exhausted refusal) {
        Status status = Status.newBuilder()
                .setCode(refusal.code().number())
                .setMessage(refusal.getMessage())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(refusal.reason())
                        .setDomain(Fault.DOMAIN)
                        .putAllMetadata(refusal.details())
                        .putMetadata(RequestId.KEY, RequestId.current().orElse(""))
                        .build()))
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Durations.fromMillis(refusal.retryAfter().toMillis()))
                        .build()))
                .build();
        String details = Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
        response.putHeader("content-type", GRPC)
                .putHeader("grpc-status", Integer.toString(refusal.code().number()))
                .putHeader(
                        "grpc-message",
                        URLEncoder.encode(refusal.getMessage(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .putHeader("grpc-status-details-bin", details);
    }
}
