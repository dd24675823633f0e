package io.recordstore.query;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.operation.JobWork;
import io.recordstore.operation.Operation;
import io.recordstore.operation.TestOperations;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.SealedStates;
import io.recordstore.space.TestSpaces;
import io.recordstore.store.TestStore;
import io.recordstore.telemetry.Unwatched;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Deletes in the background as one server does them, put together by hand: all records of a type. */
public final class TestDeletions {
    private final TestStore store;
    private final RecordSpaceOpener opener;
    private final TestOperations operations;
    private final QueryMeters meters = new QueryMeters(new SimpleMeterRegistry());
    private final Plans plans = new Plans(meters, Unwatched.caches());
    private final SealedStates states;
    private final DeletionWork work;

    public TestDeletions(
            TestStore store,
            TestSpaces spaces,
            RecordSpaceOpener opener,
            SealedStates states,
            TestOperations operations) {
        this.store = store;
        this.opener = opener;
        this.operations = operations;
        this.states = states;
        this.work = new DeletionWork(operations.pages(), spaces.catalog(), opener, plans, states, TestDeletions::all);
    }

    private static QuerySpec all(ByteString recordType) {
        return QuerySpec.of(recordType.toStringUtf8(), Optional.empty(), false);
    }

    public JobWork work() {
        return work;
    }

    public Uni<Operation> deleteAll(TenantName tenant, RecordSpaceName space, String recordType) {
        ByteString request = ByteString.copyFromUtf8(recordType);
        Deletions deletions = new Deletions(
                store.transactions(),
                opener,
                plans,
                meters,
                states,
                operations.jobs(),
                operations.runs(),
                operations.operations());
        return deletions.runBehindTheCall(tenant, space, all(request), request);
    }
}
