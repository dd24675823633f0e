package io.recordstore.transaction;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.subspace.Subspace;
import com.google.protobuf.ByteString;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Queries;
import io.recordstore.record.OpenRecords;
import io.recordstore.record.RecordTransactions;
import io.recordstore.store.Root;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Commits several writes at once. */
@Singleton
public class Commits {
    private final RecordTransactions transactions;
    private final Queries queries;
    private final Subspace root;
    private final Clock clock;

    Commits(RecordTransactions transactions, Queries queries, @Root Subspace root, Clock clock) {
        this.transactions = transactions;
        this.queries = queries;
        this.root = root;
        this.clock = clock;
    }

    /** What a run came to: an answer of before, or the places of its writes among the versions of the commit. */
    private record Outcome(Optional<CommitResult> before, List<Optional<FDBRecordVersion>> places) {
        CommitResult result(ByteString versionstamp) {
            return before.orElseGet(() -> CommitResult.of(versionstamp, places, false));
        }
    }

    /**
     * Does all writes in one transaction when every precondition holds at its moment.
     *
     * @return fails with {@link PreconditionFailed} that names the precondition which does not hold, and as single writes
     *     do, with {@link AlreadyExists} or {@link NotFound} that name the write
     */
    public Uni<CommitResult> commit(TenantName tenant, RecordSpaceName space, CommitSpec spec) {
        spec.requireBounds();
        return (spec.request().isPresent()
                        ? transactions.writeRepeatably(tenant, space, records -> once(records, spec))
                        : transactions.write(tenant, space, records -> run(records, spec)))
                .map(committed -> committed.value().result(committed.version()));
    }

    private CompletableFuture<Outcome> once(OpenRecords records, CommitSpec spec) {
        RequestMemory memory =
                new RequestMemory(records.space(), root, spec.request().orElseThrow());
        return memory.recall()
                .thenCompose(before -> before.isPresent()
                        ? CompletableFuture.completedFuture(new Outcome(before, List.of()))
                        : run(records, spec).thenCompose(outcome -> memory.remember(outcome.places(), clock.instant())
                                .thenApply(done -> outcome)));
    }

    private CompletableFuture<Outcome> run(OpenRecords records, CommitSpec spec) {
        return new CommitRun(records, queries, spec).run().thenApply(places -> new Outcome(Optional.empty(), places));
    }
}
