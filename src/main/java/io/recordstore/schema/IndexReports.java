package io.recordstore.schema;

import com.apple.foundationdb.record.IndexState;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.IndexBuildState;
import io.recordstore.storage.v1.StoredIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How far the indexes of a RecordSpace are, at the read version of the transaction in which it was opened. */
final class IndexReports {
    private final OpenRecordSpace open;
    private final boolean withViolations;

    /** @param withViolations whether to tell which records keep a unique index from being complete */
    IndexReports(OpenRecordSpace open, boolean withViolations) {
        this.open = open;
        this.withViolations = withViolations;
    }

    /** In the order of the schema. */
    CompletableFuture<List<IndexProgress>> all() {
        CompletableFuture<List<IndexProgress>> reports = CompletableFuture.completedFuture(new ArrayList<>());
        for (StoredIndex index : open.schema().stored().getIndexesList()) {
            reports = reports.thenCombine(one(index), (list, report) -> {
                list.add(report);
                return list;
            });
        }
        return reports;
    }

    private CompletableFuture<IndexProgress> one(StoredIndex stored) {
        IndexDefinition definition = IndexMessages.read(stored.getDefinition(), "indexes");
        IndexState state = open.store().getIndexState(definition.name());
        if (state == IndexState.READABLE) {
            return CompletableFuture.completedFuture(report(stored, definition, state, 0, 0, List.of()));
        }
        Index index = open.schema().metaData().getIndex(definition.name());
        CompletableFuture<Long> scanned = IndexBuildState.loadRecordsScannedAsync(open.store(), index);
        CompletableFuture<Long> total =
                RecordCounts.count(open.store(), open.schema().recordType(definition.recordType()));
        return scanned.thenCombine(
                        total, (done, all) -> report(stored, definition, state, Math.min(done, all), all, List.of()))
                .thenCombine(violations(index), IndexReports::with);
    }

    private static IndexProgress report(
            StoredIndex stored,
            IndexDefinition definition,
            IndexState state,
            long done,
            long total,
            List<UniquenessViolation> violations) {
        return new IndexProgress(definition, stored.getSinceVersion(), Optional.of(state), done, total, violations);
    }

    private static IndexProgress with(IndexProgress report, List<UniquenessViolation> violations) {
        return new IndexProgress(
                report.definition(),
                report.sinceVersion(),
                report.state(),
                report.recordsIndexed(),
                report.recordsTotal(),
                violations);
    }

    private CompletableFuture<List<UniquenessViolation>> violations(Index index) {
        if (!withViolations || !index.isUnique()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return open.store()
                .scanUniquenessViolations(index, IndexProgress.MAX_VIOLATIONS)
                .asList()
                .thenApply(found -> found.stream().map(UniquenessViolation::of).toList());
    }
}
