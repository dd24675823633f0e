package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.query.Filter;
import io.recordstore.query.RecordFilter;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import io.recordstore.schema.StorageMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the records of a type were at a moment, of those that were changed since: what each was before the first change of it
 * after the moment, as the log tells when it is read from there on.
 *
 * <p>A record is held only where the filter selects it; of any other that was changed it is known that it was, and whether the
 * filter selects what it is now.
 */
final class Undo {
    /** What it needs the records before and after changes for. */
    static final String USE = "at: it is told from";

    private final String recordType;
    private final Optional<Filter> filter;
    private final Optional<Set<Tuple>> keys;
    private final Map<Tuple, Was> changed = new HashMap<>();
    private int restored;
    private int bytes;
    private int read;

    private Undo(String recordType, Optional<Filter> filter, Optional<Set<Tuple>> keys) {
        this.recordType = recordType;
        this.filter = filter;
        this.keys = keys;
    }

    /** @param filter which records are wanted; all when empty */
    static Undo selected(String recordType, Optional<Filter> filter) {
        return new Undo(recordType, filter, Optional.empty());
    }

    /** @param keys the primary keys of the records that are wanted; what is added before it is read is wanted too */
    static Undo of(String recordType, Set<Tuple> keys) {
        return new Undo(recordType, Optional.empty(), Optional.of(keys));
    }

    /**
     * What a record was.
     *
     * @param record empty where there was none that is wanted
     * @param version the record's
     * @param isThere whether there is a record now that is wanted
     */
    record Was(Optional<StorageMessage> record, ByteString version, boolean isThere) {
        boolean isWanted() {
            return record.isPresent() || isThere;
        }

        private Was now(boolean nowThere) {
            return new Was(record, version, nowThere);
        }
    }

    /** The records that were changed, by primary key; those that are not wanted too. */
    Map<Tuple, Was> changed() {
        return changed;
    }

    /** Whether no further change has anything to tell. */
    boolean isComplete() {
        return keys.map(wanted -> wanted.size() == changed.size()).orElse(false);
    }

    /**
     * Goes on with changes that follow those before.
     *
     * @throws io.recordstore.fault.PreconditionFailed when one does not tell what a record was
     * @throws LimitExceeded when there are too many
     */
    void add(OpenRecordSpace open, List<LoggedChange> changes) {
        read += changes.size();
        if (read > PastLimits.CHANGES) {
            throw tooFar(
                    "past_changes", PastLimits.CHANGES + "", "it is more than " + PastLimits.CHANGES + " changes ago");
        }
        RecordTypeSchema type = open.schema().recordType(recordType);
        Optional<RecordFilter> selects = filter.map(wanted -> new RecordFilter(open, type, wanted));
        for (LoggedChange change : changes) {
            if (isOf(type, change) && isWanted(change.primaryKey())) {
                add(open, change, new Selection(open, type, selects));
            }
        }
    }

    private boolean isWanted(Tuple primaryKey) {
        return keys.map(wanted -> wanted.contains(primaryKey)).orElse(true);
    }

    private static boolean isOf(RecordTypeSchema type, LoggedChange change) {
        return change.primaryKey().getLong(0) == type.unionNumber();
    }

    private void add(OpenRecordSpace open, LoggedChange change, Selection selection) {
        if ((change.wasThere() && change.before().isEmpty())
                || (change.isThere() && change.after().isEmpty())) {
            throw KeptChanges.notKept(open, USE);
        }
        Was known = changed.computeIfAbsent(change.primaryKey(), key -> was(change, selection));
        boolean isThere = selection.selects(change, change.after());
        restored += (known.record().isPresent() || isThere ? 1 : 0) - (known.isWanted() ? 1 : 0);
        changed.put(change.primaryKey(), known.now(isThere));
        requireFew();
    }

    private Was was(LoggedChange change, Selection selection) {
        Optional<StorageMessage> wanted = change.before().filter(record -> selection.selects(change, change.before()));
        bytes += wanted.map(StorageMessage::size).orElse(0);
        restored += wanted.isPresent() ? 1 : 0;
        return new Was(wanted, change.beforeVersion(), false);
    }

    private void requireFew() {
        if (changed.size() > PastLimits.CHANGED_RECORDS) {
            throw tooFar(
                    "past_changed_records",
                    PastLimits.CHANGED_RECORDS + "",
                    "more than " + PastLimits.CHANGED_RECORDS + " records of the type were changed since");
        }
        if (restored > PastLimits.RESTORED_RECORDS || bytes > PastLimits.RESTORED_BYTES) {
            throw tooFar(
                    "past_restored_records",
                    PastLimits.RESTORED_RECORDS + " records, " + PastLimits.RESTORED_BYTES + " bytes",
                    "more than " + PastLimits.RESTORED_RECORDS + " records, or more than " + PastLimits.RESTORED_BYTES
                            + " bytes of them, that the filter selects were changed since");
        }
    }

    private static LimitExceeded tooFar(String limit, String allowed, String found) {
        return new LimitExceeded(
                limit,
                allowed,
                "at: " + found
                        + ": ask for a later moment, or for fewer records by a filter, or by their keys with Get and"
                        + " BatchGet");
    }

    /** Which records are wanted, in one transaction. */
    private record Selection(OpenRecordSpace open, RecordTypeSchema type, Optional<RecordFilter> filter) {
        boolean selects(LoggedChange change, Optional<StorageMessage> record) {
            return record.isPresent()
                    && filter.map(wanted ->
                                    wanted.selects(StoredRecords.of(open, type, change.primaryKey(), record.get())))
                            .orElse(true);
        }
    }
}
