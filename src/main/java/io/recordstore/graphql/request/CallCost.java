package io.recordstore.graphql.request;

import graphql.language.OperationDefinition.Operation;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.auth.Caller;
import io.recordstore.fault.Exhausted;
import io.recordstore.quota.CallQuotas;
import io.recordstore.quota.QuotaOwner;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a call holds of the server's memory, and the bytes that it is counted for; by nobody before the caller is known. */
public final class CallCost {
    /** Of what is refused before anybody is asked to pay. */
    public static final CallCost NONE = new CallCost(Optional.empty(), () -> 0);

    private final Optional<MemoryBudget.Share> share;
    private final LongSupplier requestBytes;
    private volatile Optional<Charge> charge = Optional.empty();
    private volatile boolean isMutation;

    private record Charge(CallQuotas quotas, QuotaOwner owner) {}

    /**
     * @param share what it holds; empty where nobody keeps account
     * @param requestBytes how many bytes its request has, once it is read
     */
    public CallCost(Optional<MemoryBudget.Share> share, LongSupplier requestBytes) {
        this.share = share;
        this.requestBytes = requestBytes;
    }

    /** @throws io.recordstore.fault.Fault when the caller's tenant holds too much already */
    void requireRoom(Caller caller) {
        share.ifPresent(held -> held.requireRoomFor(caller.tenant().value()));
    }

    /** Why it was refused at its request, by when there was no memory for that; empty where it was not. */
    public Optional<Exhausted> refusal() {
        return share.filter(MemoryBudget.Share::isRefused).map(MemoryBudget.Share::refusal);
    }

    void asksFor(Operation operation) {
        isMutation = operation == Operation.MUTATION;
    }

    /**
     * Takes memory for an answer until the client has taken it.
     *
     * @return why there is none; what a mutation has done is told in any case
     */
    public Optional<Exhausted> hold(long bytes) {
        return share.filter(held -> !isMutation && !held.answer(bytes)).map(MemoryBudget.Share::refusal);
    }

    /** From now on bytes are counted against an owner's rates: first those of the request. */
    void chargeTo(CallQuotas quotas, QuotaOwner owner) {
        charge = Optional.of(new Charge(quotas, owner));
        spend(requestBytes.getAsLong());
    }

    /**
     * Counts bytes that are sent or about to be.
     *
     * @return how long a stream should wait before it sends more; zero mostly
     */
    public Duration spend(long bytes) {
        return charge.map(paid -> paid.quotas().spend(paid.owner(), bytes)).orElse(Duration.ZERO);
    }

    /**
     * Counts bytes of a stream.
     *
     * @return done when they may be sent
     */
    public Uni<Void> spendInTurn(long bytes) {
        Duration wait = spend(bytes);
        if (wait.isZero()) {
            return Uni.createFrom().voidItem();
        }
        charge.ifPresent(paid -> paid.quotas().paced());
        return Uni.createFrom().voidItem().onItem().delayIt().by(wait);
    }
}
