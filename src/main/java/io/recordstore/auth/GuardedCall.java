package io.recordstore.auth;

import com.google.protobuf.Message;
import io.recordstore.telemetry.CallTenant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.BiFunction;

/** One call of a guarded method: from its token to the requests that the method may see. */
final class GuardedCall {
    private static final String ANY_TENANT = "";

    private final Access access;
    private final CurrentCaller currentCaller;
    private final Credential credential;
    private final BiFunction<Message, Target, Uni<Caller>> check;
    private final Optional<Context> origin = Optional.ofNullable(Vertx.currentContext());

    /** What the last request of a stream was about; requests are checked one after the other. */
    private Target.Spaces previous = new Target.WholeTenant();

    /** @param check tells who calls, or fails, for a request and what it is about */
    GuardedCall(
            Access access,
            CurrentCaller currentCaller,
            Credential credential,
            BiFunction<Message, Target, Uni<Caller>> check) {
        this.access = access;
        this.currentCaller = currentCaller;
        this.credential = credential;
        this.check = check;
    }

    /** The request with its tenant, once it is allowed, on the Vert.x context that the call came on. */
    Uni<Message> permit(Message request) {
        RequestFields fields = RequestFields.of(request);
        return permit(request, fields, fields.target(request));
    }

    /** The requests of a stream, each once it is allowed. It is given to the method once the token is known to be good. */
    Uni<Multi<Message>> permit(Multi<?> requests) {
        Multi<Message> permitted =
                requests.onItem().transformToUniAndConcatenate(request -> permitNext((Message) request));
        return atOrigin(access.identify(credential, ANY_TENANT))
                .invoke(this::remember)
                .replaceWith(permitted);
    }

    private Uni<Message> permitNext(Message request) {
        RequestFields fields = RequestFields.of(request);
        Target target = fields.target(request).orElseAbout(previous);
        previous = target.spaces();
        return permit(request, fields, target);
    }

    private Uni<Message> permit(Message request, RequestFields fields, Target target) {
        return atOrigin(check.apply(request, target))
                .invoke(this::remember)
                .map(caller -> fields.withTenant(request, caller.tenant().value()));
    }

    private void remember(Caller caller) {
        currentCaller.set(caller, credential);
        CallTenant.set(caller.tenant().value());
    }

    /** The same on the Vert.x context that the call came on. */
    <T> Uni<T> atOrigin(Uni<T> uni) {
        return origin.map(context -> uni.emitOn(task -> run(context, task))).orElse(uni);
    }

    private static void run(Context context, Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(ignored -> task.run());
        }
    }
}
