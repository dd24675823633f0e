package io.recordstore.fork;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import io.recordstore.fault.Fault;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.operation.HeldOperation;
import io.recordstore.operation.Job;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.JobPages;
import io.recordstore.operation.JobPages.Page;
import io.recordstore.operation.JobRun;
import io.recordstore.operation.JobWork;
import io.recordstore.operation.Jobs;
import io.recordstore.operation.OperationConfig;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.space.Catalog;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.ForkCatalog;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredFork;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Copies a RecordSpace that is too large for one transaction, while others read and write it.
 *
 * <p>First records are copied page by page in the order of their keys, each page as of its own read version. Whatever
 * changes in the source from before the first page on is noted by who changes it, in the order of commits. Then, page by
 * page of the notes, each record that is noted is made in the target as it is in the source at the page's read version, and
 * the notes that were read are cleared: they are all of commits up to that version. The page that finds no further note at
 * its read version leaves the target as the source is at that version, and with it the fork ends. No page makes a writer
 * of the source conflict, nor the other way round.
 */
@Singleton
class ForkWork implements JobWork {
    private final JobPages pages;
    private final Catalog catalog;
    private final ForkCatalog forkCatalog;
    private final RecordSpaceOpener opener;
    private final ForkStates states;
    private final ForkEnd end;
    private final OperationConfig config;
    private final Subspace root;

    ForkWork(
            JobPages pages,
            Catalog catalog,
            ForkCatalog forkCatalog,
            RecordSpaceOpener opener,
            ForkStates states,
            ForkEnd end,
            OperationConfig config,
            @Root Subspace root) {
        this.pages = pages;
        this.catalog = catalog;
        this.forkCatalog = forkCatalog;
        this.opener = opener;
        this.states = states;
        this.end = end;
        this.config = config;
        this.root = root;
    }

    /** Both RecordSpaces in a transaction. */
    private record Both(HeldOperation held, StoredFork state, OpenRecordSpace source, OpenRecordSpace target) {}

    @Override
    public JobKind kind() {
        return JobKind.FORK;
    }

    @Override
    public CompletableFuture<Void> run(JobRun run) {
        return pages.run(run, (context, held) -> page(context, run.job(), held));
    }

    private CompletableFuture<Page> page(FDBRecordContext context, Job job, HeldOperation held) {
        return target(context, job).thenCompose(target -> {
            if (target.isEmpty()) {
                held.endWithItsSpace();
                return source(context, job, held.source()).thenApply(source -> {
                    forkCatalog.end(context, source, job.incarnation());
                    return Page.LAST;
                });
            }
            return states.read(context, target.get())
                    .thenCompose(state -> both(context, job, held, state, target.get()))
                    .thenCompose(both -> both.state().getCatchingUp() ? catchUp(context, both) : copy(context, both));
        });
    }

    /** Nothing when it was deleted, or is another one of the name. */
    private CompletableFuture<Optional<RecordSpace>> target(FDBRecordContext context, Job job) {
        return catalog.findAny(context, job.tenant(), job.space())
                .thenApply(target -> target.filter(there -> Jobs.isOf(job, there)));
    }

    private CompletableFuture<Optional<RecordSpace>> source(FDBRecordContext context, Job job, RecordSpaceName name) {
        return catalog.findAny(context, job.tenant(), name);
    }

    private CompletableFuture<Both> both(
            FDBRecordContext context, Job job, HeldOperation held, StoredFork state, RecordSpace target) {
        return source(context, job, held.source())
                .thenApply(source -> source.filter(there -> isStillCopied(there, state, target))
                        .orElseThrow(() -> sourceGone(held.source())))
                .thenCompose(source -> opener.open(context, source))
                .thenCompose(opener::asSnapshot)
                .thenCombine(
                        opener.open(context, target.withChanges(ChangeRetention.NONE)),
                        (from, to) -> new Both(held, state, from, to));
    }

    /** What empties a RecordSpace ends the copies that are made of it. */
    private static boolean isStillCopied(RecordSpace source, StoredFork state, RecordSpace target) {
        return source.incarnation() == state.getSourceIncarnation()
                && source.forking().targets().contains(target.incarnation());
    }

    private static Fault sourceGone(RecordSpaceName source) {
        return new PreconditionFailed(
                "FORK_SOURCE_DELETED",
                "RecordSpace '" + source + "' was deleted or emptied while it was being forked",
                Map.of("recordSpace", source.value()));
    }

    private CompletableFuture<Page> copy(FDBRecordContext context, Both both) {
        StoredFork state = both.state();
        Tuple after = state.getLastRecord().isEmpty()
                ? null
                : Tuple.fromBytes(state.getLastRecord().toByteArray());
        return new ForkPage(both.source(), both.target())
                .copy(after, config.recordsPerTransaction())
                .thenApply(page -> {
                    StoredFork.Builder next = state.toBuilder()
                            .setRecordsCopied(state.getRecordsCopied() + page.copied())
                            .setCatchingUp(page.isLast());
                    if (page.last() != null) {
                        next.setLastRecord(ByteString.copyFrom(page.last().pack()));
                    }
                    states.write(context, both.target().space(), next.build());
                    both.held().progress(next.getRecordsCopied());
                    return new Page(false, page.copied());
                });
    }

    private CompletableFuture<Page> catchUp(FDBRecordContext context, Both both) {
        Subspace notes =
                ForkCatalog.noted(both.source().space(), both.target().space().incarnation(), root);
        int limit = config.recordsPerTransaction();
        return context.readTransaction(true)
                .getRange(notes.range(), limit)
                .asList()
                .thenCompose(found -> catchUp(context, both, found, found.size() < limit));
    }

    /** @param areAll whether there were no further notes at the read version */
    private CompletableFuture<Page> catchUp(FDBRecordContext context, Both both, List<KeyValue> notes, boolean areAll) {
        Set<Tuple> changed = new LinkedHashSet<>();
        notes.forEach(note -> changed.add(Tuple.fromBytes(note.getValue())));
        return new ForkPage(both.source(), both.target()).catchUp(changed).thenCompose(done -> {
            clear(context, notes, changed, done);
            return areAll && done == changed.size()
                    ? finish(context, both).thenApply(finished -> Page.LAST)
                    : CompletableFuture.completedFuture(new Page(false, 0));
        });
    }

    /** Of records that were not come to any more, every note stays. */
    private static void clear(FDBRecordContext context, List<KeyValue> notes, Set<Tuple> changed, int done) {
        Set<Tuple> left = new LinkedHashSet<>(changed.stream().skip(done).toList());
        notes.stream()
                .filter(note -> !left.contains(Tuple.fromBytes(note.getValue())))
                .forEach(note -> context.ensureActive().clear(note.getKey()));
    }

    private CompletableFuture<Void> finish(FDBRecordContext context, Both both) {
        RecordSpace target = both.target().space();
        return catalog.findAny(context, target.tenant(), target.name())
                .thenCompose(kept -> end.finish(
                        context,
                        both.source(),
                        both.target(),
                        kept.orElseThrow().changes(),
                        both.state().getBuildsIndexes()))
                .thenAccept(ready -> {
                    forkCatalog.end(context, Optional.of(both.source().space()), target.incarnation());
                    states.clear(context, target);
                    both.held().complete();
                });
    }

    /** The half-made RecordSpace is deleted. */
    @Override
    public CompletableFuture<Void> abandon(FDBRecordContext context, Job job, Optional<RecordSpaceName> source) {
        return target(context, job).thenCompose(target -> source(context, job, source.orElseThrow())
                .thenAccept(from -> {
                    target.ifPresent(there -> forkCatalog.delete(context, there));
                    forkCatalog.end(context, from, job.incarnation());
                }));
    }
}
