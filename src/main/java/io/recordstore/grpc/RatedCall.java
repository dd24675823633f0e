package io.recordstore.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.recordstore.admission.Admission;
import io.recordstore.admission.MemoryBudget;
import io.recordstore.quota.CallQuotas;
import io.recordstore.quota.QuotaOwner;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * One call as it is held to its rates and to the memory that there is. It begins with its only or its first request, which
 * is let through or refused; further messages of a stream, in either direction, are held up until the rate has caught up with
 * them, so that who sends or is sent them is.
 */
final class RatedCall {
    private final CallQuotas quotas;
    private final Optional<MemoryBudget.Share> memory = Admission.current();
    private final Optional<Context> origin = Optional.ofNullable(Vertx.currentContext());
    private volatile QuotaOwner owner;

    RatedCall(CallQuotas quotas) {
        this.quotas = quotas;
    }

    /**
     * @throws io.recordstore.fault.QuotaExceeded when it cannot begin now
     * @throws io.recordstore.fault.Exhausted when its tenant's calls hold too much memory already
     */
    void begin(Message request) {
        QuotaOwner about = new QuotaOwner(text(request, "tenant"), text(request, "record_space"));
        memory.ifPresent(share -> share.requireRoomFor(about.tenant()));
        quotas.admit(about, 1, request.getSerializedSize());
        owner = about;
    }

    /** The next request of a stream, when it is its turn. */
    Uni<Message> receive(Message request) {
        if (owner == null) {
            begin(request);
            return Uni.createFrom().item(request);
        }
        return paced(request).map(turn -> turn.emitOn(this::atOrigin)).orElseGet(() -> Uni.createFrom()
                .item(request));
    }

    /** The next answer of a stream, when it is its turn. */
    Uni<Message> send(Message answer) {
        return paced(answer).orElseGet(() -> Uni.createFrom().item(answer));
    }

    /**
     * Counts an answer that is the only one.
     *
     * @throws io.recordstore.fault.Exhausted when there is no memory for it until the client has taken it
     */
    void answered(Message answer) {
        memory.filter(share -> !share.answer(answer.getSerializedSize())).ifPresent(share -> {
            throw share.refusal();
        });
        if (owner != null) {
            quotas.spend(owner, answer.getSerializedSize());
        }
    }

    /** Empty when there is nothing to wait for. */
    private Optional<Uni<Message>> paced(Message message) {
        Duration wait = owner == null ? Duration.ZERO : quotas.spend(owner, message.getSerializedSize());
        if (wait.isZero()) {
            return Optional.empty();
        }
        quotas.paced();
        return Optional.of(Uni.createFrom().item(message).onItem().delayIt().by(wait));
    }

    private void atOrigin(Runnable task) {
        origin.ifPresentOrElse(context -> context.runOnContext(ignored -> task.run()), task);
    }

    private static String text(Message request, String name) {
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
        return field == null ? "" : (String) request.getField(field);
    }
}
