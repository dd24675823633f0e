package io.recordstore.graphql.execution;

import graphql.GraphQLContext;
import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.store.ReadMoment;
import io.recordstore.telemetry.CallTenant;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request while it is executed: who calls, the moment that it reads at, and whether somebody still waits for it. Data
 * fetchers find it with {@link #of}.
 *
 * <p>Thread-safe.
 */
public final class GraphqlCall {
    private final Credential credential;
    private final Caller caller;
    private final ReadMoment moment = new ReadMoment();
    private final Set<Cancellable> running = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    GraphqlCall(Credential credential, Caller caller) {
        this.credential = credential;
        this.caller = caller;
    }

    /** The call that a context belongs to. */
    public static GraphqlCall of(GraphQLContext context) {
        return context.get(GraphqlCall.class);
    }

    /** The token that the call carries. */
    public Credential credential() {
        return credential;
    }

    /** Whose token it is; its tenant is meant where a field names none. */
    public Caller caller() {
        return caller;
    }

    /** What all queries of the call read at, so that its aliases are of one moment. */
    public ReadMoment moment() {
        return moment;
    }

    /** Whether nobody waits for the answer any more. */
    public boolean hasEnded() {
        return ended;
    }

    /** Does some of the call's work, and cancels it when nobody waits for the call any more. */
    public <T> CompletableFuture<T> run(Uni<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (ended) {
            result.completeExceptionally(abandoned());
            return result;
        }
        AtomicReference<Cancellable> subscription = new AtomicReference<>();
        CallTenant.run(
                caller.tenant().value(),
                () -> subscription.set(work.subscribe().with(result::complete, result::completeExceptionally)));
        Cancellable stop = () -> {
            subscription.get().cancel();
            result.completeExceptionally(abandoned());
        };
        running.add(stop);
        result.whenComplete((value, error) -> running.remove(stop));
        if (ended) {
            stop.cancel();
        }
        return result;
    }

    /** Cancels what the call does. */
    void end() {
        ended = true;
        running.forEach(Cancellable::cancel);
    }

    private static CancellationException abandoned() {
        return new CancellationException("nobody waits for the answer");
    }
}
