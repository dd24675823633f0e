package io.recordstore.fork;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.Jobs;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.ForkCatalog;
import io.recordstore.space.RecordSpace;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** What a fork ends with, in the transaction at whose read version the target is as the source. */
@Singleton
class ForkEnd {
    private final ForkCatalog forkCatalog;
    private final Jobs jobs;

    ForkEnd(ForkCatalog forkCatalog, Jobs jobs) {
        this.forkCatalog = forkCatalog;
        this.jobs = jobs;
    }

    /**
     * Makes the target ready.
     *
     * @param source of which no read makes the transaction conflict
     * @param changes which of its changes the target keeps
     * @param builds whether indexes are left to be built
     */
    CompletableFuture<RecordSpace> finish(
            FDBRecordContext context,
            OpenRecordSpace source,
            OpenRecordSpace target,
            ChangeRetention changes,
            boolean builds) {
        return new ForkIndexes(source, target)
                .finish()
                .thenCompose(done -> builds
                        ? target.countRecords()
                                .thenCompose(
                                        records -> jobs.addOnce(context, JobKind.INDEX_BUILD, target.space(), records))
                        : CompletableFuture.completedFuture(null))
                .thenApply(added -> forkCatalog.ready(context, target.space().withChanges(changes)));
    }
}
