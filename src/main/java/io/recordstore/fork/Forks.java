package io.recordstore.fork;

import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobRuns;
import io.recordstore.operation.Operation;
import io.recordstore.operation.Operations;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.RecordSpace;
import io.recordstore.space.RecordSpaces;
import io.recordstore.space.TimeToLive;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Makes copies of RecordSpaces. */
@Singleton
public class Forks {
    private final Transactions transactions;
    private final ForkStart start;
    private final RecordSpaces spaces;
    private final JobRuns runs;
    private final Operations operations;

    Forks(Transactions transactions, ForkStart start, RecordSpaces spaces, JobRuns runs, Operations operations) {
        this.transactions = transactions;
        this.start = start;
        this.spaces = spaces;
        this.runs = runs;
        this.operations = operations;
    }

    /**
     * What is to be made.
     *
     * @param labels besides the source's, and instead of those of the same names
     * @param changes which of its changes the target keeps; as the source when empty
     * @param timeToLive how long the target lives, counted from when it is begun
     */
    public record Spec(
            TenantName tenant,
            RecordSpaceName source,
            RecordSpaceName target,
            Map<String, String> labels,
            Optional<ChangeRetention> changes,
            TimeToLive timeToLive) {}

    /**
     * What was made.
     *
     * @param target as it is now
     * @param operation what tells how far it is; empty when it was made at once
     */
    public record Outcome(RecordSpace target, Optional<Operation> operation) {}

    /**
     * Makes a copy of a RecordSpace: in one transaction when it is small, or else by an operation, for which it waits as
     * long as {@link io.recordstore.operation.OperationConfig#patience} says.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when there is no such source, and with {@link
     *     io.recordstore.fault.AlreadyExists} when the tenant has a RecordSpace of the target's name
     */
    public Uni<Outcome> fork(Spec spec) {
        return transactions
                .write(context -> start.atOnce(context, spec))
                .map(made -> new Outcome(made.value(), Optional.empty()))
                .onFailure(TooLarge.class)
                .recoverWithUni(tooLarge -> behindTheCall(spec));
    }

    private Uni<Outcome> behindTheCall(Spec spec) {
        return transactions
                .write(context -> start.begin(context, spec))
                .map(Committed::value)
                .call(runs::awaitPatiently)
                .chain(job -> outcome(spec, job));
    }

    private Uni<Outcome> outcome(Spec spec, Job job) {
        return operations.get(spec.tenant(), spec.target(), job.operation()).chain(operation -> spaces.get(
                        spec.tenant(), spec.target())
                .map(target -> new Outcome(target, Optional.of(operation))));
    }
}
