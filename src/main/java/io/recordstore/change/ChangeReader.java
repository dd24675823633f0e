package io.recordstore.change;

import com.apple.foundationdb.tuple.Versionstamp;
import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.query.Filter;
import io.recordstore.query.RecordFilter;
import io.recordstore.record.RecordVersions;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.StorageMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The changes of a log as a watch wants them: those that it asks for, by transaction. */
final class ChangeReader {
    private final OpenRecordSpace space;
    private final ChangeForms forms;
    private final Wanted wanted;
    private final Optional<RecordFilter> filter;

    /** @throws InvalidRequest or {@link PreconditionFailed} when the RecordSpace cannot be watched so */
    ChangeReader(OpenRecordSpace space, WatchSpec spec) {
        this.space = space;
        this.forms = new ChangeForms(space.schema(), spec.format());
        if (spec.recordType().isEmpty() && spec.filter().isPresent()) {
            throw new InvalidRequest("record_type", "it is not set, and a filter is of one record type");
        }
        this.wanted = Wanted.of(space.schema(), spec.recordType(), spec.keyPrefix());
        this.filter = spec.filter().map(selected -> filter(selected));
    }

    private RecordFilter filter(Filter selected) {
        KeptChanges.requireValues(space, "filter: it is asked of");
        return new RecordFilter(space, wanted.type().orElseThrow(), selected);
    }

    /**
     * The messages of a page.
     *
     * @param position after which it begins
     */
    List<WatchEvent> events(LogPage.Result page, LogPosition position) {
        List<WatchEvent> events = new ArrayList<>();
        List<LoggedChange> changes = page.changes();
        for (int begin = 0, end; begin < changes.size(); begin = end) {
            end = begin;
            while (end < changes.size()
                    && isSame(changes.get(begin).place(), changes.get(end).place())) {
                end++;
            }
            Versionstamp following = end < changes.size()
                    ? changes.get(end).place()
                    : page.next().orElse(null);
            boolean isComplete = following == null || !isSame(changes.get(begin).place(), following);
            boolean isContinued = isSame(changes.get(begin).place(), position.after());
            transaction(changes.subList(begin, end), isComplete, isContinued).ifPresent(events::add);
        }
        return events;
    }

    private static boolean isSame(Versionstamp one, Versionstamp other) {
        return Arrays.equals(one.getTransactionVersion(), other.getTransactionVersion());
    }

    /** Nothing when no change is asked for, unless a part of the transaction may have been sent before. */
    private Optional<WatchEvent> transaction(List<LoggedChange> logged, boolean isComplete, boolean isContinued) {
        List<Change> changes =
                logged.stream().filter(this::isWanted).map(forms::change).toList();
        LoggedChange last = logged.get(logged.size() - 1);
        byte[] commit = last.place().getTransactionVersion();
        LogPosition after = isComplete ? LogPosition.afterCommit(commit) : new LogPosition(last.place());
        return changes.isEmpty() && !isContinued
                ? Optional.empty()
                : Optional.of(new WatchEvent.Transaction(
                        RecordVersions.ofCommit(ByteString.copyFrom(commit)),
                        last.time(),
                        changes,
                        isComplete,
                        after.token(space.hmac())));
    }

    private boolean isWanted(LoggedChange change) {
        return wanted.includes(change) && isSelected(change);
    }

    private boolean isSelected(LoggedChange change) {
        return filter.isEmpty() || isSelected(change, change.before()) || isSelected(change, change.after());
    }

    private boolean isSelected(LoggedChange change, Optional<StorageMessage> record) {
        return record.isPresent()
                && filter.get()
                        .selects(StoredRecords.of(
                                space, change.type().orElseThrow(), change.primaryKey(), record.get()));
    }
}
