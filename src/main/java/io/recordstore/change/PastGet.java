package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import io.recordstore.record.OpenRecords;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Records as they were, by their keys. One that is there and has not been written since is what it was: its version says so, and
 * the log is not read. Of the others the log is read from the moment on, until it has told of the first change of each.
 */
final class PastGet {
    private final String recordType;
    private final List<List<Scalar>> primaryKeys;
    private final RecordContent.Format format;
    private final Keys keys;
    private final Set<Tuple> changed = new HashSet<>();
    private final PastRun run;
    private List<Tuple> tuples;
    private List<Optional<VersionedRecord>> present;

    /** The keys of the store for those of the request, whose errors name where it has them. */
    interface Keys {
        List<Tuple> of(RecordTypeSchema type, List<List<Scalar>> values);
    }

    /** Makes the run that finds what was changed of the wanted records. */
    interface Runs {
        PastRun of(Undo undo);
    }

    PastGet(String recordType, List<List<Scalar>> primaryKeys, RecordContent.Format format, Keys keys, Runs runs) {
        this.recordType = recordType;
        this.primaryKeys = primaryKeys;
        this.format = format;
        this.keys = keys;
        this.run = runs.of(Undo.of(recordType, changed));
    }

    /** One for each primary key, in their order; empty where there was none. */
    Uni<List<Optional<VersionedRecord>>> records() {
        return run.read(this::look, open -> CompletableFuture.completedFuture(result(open)));
    }

    /** @return whether the log has to be read for some; what is there is looked at once, in the first transaction */
    private CompletableFuture<Boolean> look(OpenRecordSpace open) {
        if (present != null) {
            return CompletableFuture.completedFuture(true);
        }
        tuples = keys.of(open.schema().recordType(recordType), primaryKeys);
        return new OpenRecords(open).getAll(recordType, primaryKeys, format).thenApply(this::divide);
    }

    private boolean divide(List<Optional<VersionedRecord>> found) {
        present = found;
        for (int i = 0; i < found.size(); i++) {
            if (!isUnchanged(found.get(i))) {
                changed.add(tuples.get(i));
            }
        }
        return !changed.isEmpty();
    }

    private boolean isUnchanged(Optional<VersionedRecord> record) {
        return record.map(there ->
                        new LogPosition(Versionstamp.fromBytes(there.version().toByteArray())).compareTo(run.moment())
                                <= 0)
                .orElse(false);
    }

    private List<Optional<VersionedRecord>> result(OpenRecordSpace open) {
        RecordTypeSchema type = open.schema().recordType(recordType);
        ChangeForms forms = new ChangeForms(open.schema(), format);
        Map<Tuple, Undo.Was> undone = run.undo().changed();
        List<Optional<VersionedRecord>> records = new ArrayList<>();
        for (int i = 0; i < tuples.size(); i++) {
            Optional<Undo.Was> was = Optional.ofNullable(undone.get(tuples.get(i)));
            records.add(
                    isUnchanged(present.get(i))
                            ? present.get(i)
                            : was.flatMap(Undo.Was::record)
                                    .map(record ->
                                            forms.record(type, record, was.get().version())));
        }
        return records;
    }
}
