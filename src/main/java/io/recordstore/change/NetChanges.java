package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.OpenRecordSpace;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What became of each record of those that a part of a log tells of: from before its first change to after its last. */
final class NetChanges {
    private final SortedMap<Tuple, Net> records = new TreeMap<>();
    private int read;
    private long bytes;

    /** The first change of a record without what came of it, and the last without what it was made of. */
    private record Net(LoggedChange first, LoggedChange last) {
        boolean isChange() {
            boolean isNowhere = !first.wasThere() && !last.isThere();
            boolean isSame = first.wasThere()
                    && last.isThere()
                    && first.before().get().equals(last.after().get());
            return !isNowhere && !isSame;
        }

        long size() {
            return (long) first.recordBytes() + last.recordBytes();
        }
    }

    /**
     * Goes on with a change that follows those before.
     *
     * @throws io.recordstore.fault.PreconditionFailed when it does not tell what the record was or is
     * @throws LimitExceeded when there are too many
     */
    void add(OpenRecordSpace open, LoggedChange change) {
        if ((change.wasThere() && change.before().isEmpty())
                || (change.isThere() && change.after().isEmpty())) {
            throw KeptChanges.notKept(open, Diffs.USE);
        }
        Net known = records.get(change.primaryKey());
        Net net = new Net(known == null ? change.withoutAfter() : known.first(), change.withoutBefore());
        bytes += net.size() - (known == null ? 0 : known.size());
        records.put(change.primaryKey(), net);
        requireFew();
    }

    /** Counts what was read, whatever it was. */
    void count(int changes) {
        read += changes;
    }

    private void requireFew() {
        if (read > PastLimits.CHANGES || records.size() > PastLimits.DIFF_RECORDS || bytes > PastLimits.DIFF_BYTES) {
            throw new LimitExceeded(
                    "diff_records",
                    PastLimits.DIFF_RECORDS + " records, " + PastLimits.DIFF_BYTES + " bytes, " + PastLimits.CHANGES
                            + " changes",
                    "from: too much was changed from then on to tell of at once: ask for moments that are closer together, for"
                            + " one record_type or a key_prefix, or follow the changes with Watch");
        }
    }

    /** Those that made a difference, in the order of the records' types and primary keys. */
    Stream<Change> changes(ChangeForms forms) {
        return records.values().stream().filter(Net::isChange).map(net -> forms.between(net.first(), net.last()));
    }
}
