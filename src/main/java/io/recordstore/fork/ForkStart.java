package io.recordstore.fork;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fork.Forks.Spec;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.Jobs;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.SchemaCopies;
import io.recordstore.space.Catalog;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.ForkCatalog;
import io.recordstore.space.Labels;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredFork;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The transaction in which a fork is made, or begun. */
@Singleton
class ForkStart {
    private final Catalog catalog;
    private final ForkCatalog forkCatalog;
    private final RecordSpaceOpener opener;
    private final SchemaCopies schemas;
    private final ForkStates states;
    private final ForkEnd end;
    private final Jobs jobs;

    ForkStart(
            Catalog catalog,
            ForkCatalog forkCatalog,
            RecordSpaceOpener opener,
            SchemaCopies schemas,
            ForkStates states,
            ForkEnd end,
            Jobs jobs) {
        this.catalog = catalog;
        this.forkCatalog = forkCatalog;
        this.opener = opener;
        this.schemas = schemas;
        this.states = states;
        this.end = end;
        this.jobs = jobs;
    }

    /** Copies all at the transaction's read version. @return fails with {@link TooLarge} when that is too much */
    CompletableFuture<RecordSpace> atOnce(FDBRecordContext context, Spec spec) {
        return catalog.get(context, spec.tenant(), spec.source())
                .thenCompose(source -> source.schemaVersion() == 0
                        ? add(context, source, spec)
                                .thenApply(
                                        target -> forkCatalog.ready(context, target.withChanges(changes(source, spec))))
                        : unguarded(context, source).thenCompose(open -> atOnce(context, open, spec)));
    }

    private CompletableFuture<OpenRecordSpace> unguarded(FDBRecordContext context, RecordSpace source) {
        return opener.open(context, source).thenCompose(opener::asSnapshot);
    }

    private CompletableFuture<RecordSpace> atOnce(FDBRecordContext context, OpenRecordSpace source, Spec spec) {
        return source.countRecords()
                .thenCompose(records -> records > ForkLimits.RECORDS_AT_ONCE
                        ? tooLarge()
                        : target(context, source, spec).thenCompose(target -> copy(context, source, target, spec)));
    }

    private static <T> CompletableFuture<T> tooLarge() {
        return CompletableFuture.failedFuture(new TooLarge());
    }

    private CompletableFuture<OpenRecordSpace> target(FDBRecordContext context, OpenRecordSpace source, Spec spec) {
        return add(context, source.space(), spec).thenCompose(target -> schemas.copy(context, source, target));
    }

    private CompletableFuture<RecordSpace> add(FDBRecordContext context, RecordSpace source, Spec spec) {
        Map<String, String> labels = new HashMap<>(source.labels());
        labels.putAll(spec.labels());
        return forkCatalog.create(context, source, spec.target(), Labels.require(labels), spec.timeToLive());
    }

    private CompletableFuture<RecordSpace> copy(
            FDBRecordContext context, OpenRecordSpace source, OpenRecordSpace target, Spec spec) {
        return new ForkPage(source, target)
                .copyAll()
                .thenCompose(page -> page.isLast() ? builds(context, source) : tooLarge())
                .thenCompose(builds -> end.finish(context, source, target, changes(source.space(), spec), builds));
    }

    /** Whether indexes of the source are being built. */
    private CompletableFuture<Boolean> builds(FDBRecordContext context, OpenRecordSpace source) {
        return jobs.of(context, JobKind.INDEX_BUILD, source.space()).thenApply(builds -> !builds.isEmpty());
    }

    private static ChangeRetention changes(RecordSpace source, Spec spec) {
        return spec.changes().orElse(source.changes());
    }

    /** Adds the target, empty and not ready; from now on the source notes what changes. */
    CompletableFuture<Job> begin(FDBRecordContext context, Spec spec) {
        return catalog.get(context, spec.tenant(), spec.source())
                .thenCompose(source -> unguarded(context, requireFew(source)))
                .thenCompose(
                        source -> target(context, source, spec).thenCompose(target -> new ForkIndexes(source, target)
                                .letBeEqual()
                                .thenCombine(builds(context, source), (afterwards, builds) -> afterwards || builds)
                                .thenCompose(builds -> begin(context, source, target, spec, builds))));
    }

    private static RecordSpace requireFew(RecordSpace source) {
        if (source.forking().targets().size() >= ForkLimits.AT_A_TIME) {
            throw new LimitExceeded(
                    "forks_at_a_time",
                    Integer.toString(ForkLimits.AT_A_TIME),
                    "RecordSpace '" + source.name() + "' is being forked " + ForkLimits.AT_A_TIME
                            + " times already: wait for one to be through");
        }
        return source;
    }

    private CompletableFuture<Job> begin(
            FDBRecordContext context, OpenRecordSpace source, OpenRecordSpace target, Spec spec, boolean builds) {
        RecordSpace from = source.space();
        return source.countRecords().thenCombine(jobs.number(context, from.tenantId()), (records, number) -> {
            RecordSpace to = forkCatalog.begin(context, from, target.space().withChanges(changes(from, spec)), number);
            states.write(
                    context,
                    to,
                    StoredFork.newBuilder()
                            .setSourceIncarnation(from.incarnation())
                            .setBuildsIndexes(builds)
                            .build());
            return jobs.add(context, JobKind.FORK, to, Optional.of(from.name()), records, number);
        });
    }
}
