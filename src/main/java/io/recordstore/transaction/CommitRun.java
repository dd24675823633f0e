package io.recordstore.transaction;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.google.protobuf.Message;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.query.Filter;
import io.recordstore.query.Queries;
import io.recordstore.query.QuerySpec;
import io.recordstore.query.RecordFilter;
import io.recordstore.record.OpenRecords;
import io.recordstore.record.RecordContent;
import io.recordstore.record.RecordVersions;
import io.recordstore.record.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** The preconditions and writes of a commit, one after the other within its transaction. */
final class CommitRun {
    private final OpenRecords records;
    private final Queries queries;
    private final CommitSpec spec;
    private final List<Optional<FDBRecordVersion>> places = new ArrayList<>();

    CommitRun(OpenRecords records, Queries queries, CommitSpec spec) {
        this.records = records;
        this.queries = queries;
        this.spec = spec;
    }

    /** @return for each write the record's version, incomplete until the commit; empty for a delete */
    CompletableFuture<List<Optional<FDBRecordVersion>>> run() {
        return each(spec.preconditions().size(), this::check)
                .thenCompose(hold -> each(spec.writes().size(), this::write))
                .thenApply(written -> places);
    }

    private CompletableFuture<Void> each(int count, IntFunction<CompletableFuture<Void>> step) {
        int[] next = {0};
        return AsyncUtil.whileTrue(
                () -> next[0] == count
                        ? AsyncUtil.READY_FALSE
                        : step.apply(next[0]++).thenApply(done -> true),
                records.space().store().getExecutor());
    }

    private CompletableFuture<Void> check(int index) {
        String place = "preconditions[" + index + "]";
        return PlacedFaults.at(place, () -> refusal(spec.preconditions().get(index)))
                .thenAccept(refusal -> {
                    if (refusal.isPresent()) {
                        throw new PreconditionFailed(
                                "PRECONDITION_FAILED",
                                place + ": " + refusal.get(),
                                Map.of("precondition", Integer.toString(index)));
                    }
                });
    }

    /** Why a precondition does not hold; nothing when it does. */
    private CompletableFuture<Optional<String>> refusal(Precondition precondition) {
        if (precondition instanceof Precondition.Exists expected) {
            return load(expected.recordType(), expected.primaryKey())
                    .thenApply(found -> refuseIf(
                            found.isPresent() != expected.exists(),
                            expected.exists()
                                    ? "there is no record with this primary key"
                                    : "there is a record with this primary key"));
        } else if (precondition instanceof Precondition.VersionEquals expected) {
            return load(expected.recordType(), expected.primaryKey())
                    .thenApply(found -> refuseIf(
                            found.filter(record -> RecordVersions.of(record.getVersion())
                                            .equals(expected.version()))
                                    .isEmpty(),
                            "there is no record with this primary key and this version"));
        } else if (precondition instanceof Precondition.Matches expected) {
            RecordFilter filter = filter(expected.recordType(), expected.filter());
            return load(expected.recordType(), expected.primaryKey())
                    .thenApply(found -> refuseIf(
                            found.filter(filter::selects).isEmpty(),
                            "there is no record with this primary key that the filter selects"));
        }
        QuerySpec query = ((Precondition.QueryEmpty) precondition).query();
        return firstRow(query, "").thenApply(page -> refuseIf(!page.rows().isEmpty(), "the query selects a record"));
    }

    /** A page may end for its time and have nothing yet. */
    private CompletableFuture<Queries.Page> untilARow(QuerySpec query, Queries.Page page) {
        return page.rows().isEmpty() && !page.continuation().isEmpty()
                ? firstRow(query, page.continuation())
                : CompletableFuture.completedFuture(page);
    }

    private CompletableFuture<Queries.Page> firstRow(QuerySpec query, String continuation) {
        return queries.page(records.space(), query, RecordContent.Format.PROTOBUF, 1, continuation)
                .thenCompose(page -> untilARow(query, page));
    }

    private CompletableFuture<Optional<FDBStoredRecord<Message>>> load(String recordType, List<Scalar> primaryKey) {
        return records.load(recordType, primaryKey, false);
    }

    private RecordFilter filter(String recordType, Filter filter) {
        return new RecordFilter(records.space(), records.space().schema().recordType(recordType), filter);
    }

    private static Optional<String> refuseIf(boolean isRefused, String why) {
        return isRefused ? Optional.of(why) : Optional.empty();
    }

    private CompletableFuture<Void> write(int index) {
        Write write = spec.writes().get(index);
        return PlacedFaults.at("writes[" + index + "]", () -> Writes.apply(records, write))
                .thenAccept(places::add);
    }
}
