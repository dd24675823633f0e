package io.recordstore.schema;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncIterator;
import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.fault.DataLoss;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The records that one transaction seals again, as they lie in the store: a record's pieces keep their keys and their
 * lengths, and its version and its index entries are not touched. So it works under any schema, and nobody who reads or
 * queries sees a difference. A record is added to the read conflicts when it is written, so that a change by another
 * transaction is never lost.
 */
final class ResealPage {
    /** Far from the 10 MB of a transaction, and short enough that few transactions of users conflict with it. */
    private static final int MAX_BYTES = 1_000_000;

    private final FDBRecordContext context;
    private final Subspace records;
    private final RecordSealer sealer;
    private final Function<Tuple, byte[]> sealedFor;
    private final int maxRecords;
    private final List<KeyValue> pieces = new ArrayList<>();
    private Tuple primaryKey;
    private byte[] last;
    private int done;
    private int unreadable;
    private int bytes;
    private boolean isFull;

    /**
     * @param records where what is sealed lies, each under its primary key
     * @param sealedFor what each is sealed for, by its primary key
     */
    ResealPage(
            FDBRecordContext context,
            Subspace records,
            RecordSealer sealer,
            Function<Tuple, byte[]> sealedFor,
            int maxRecords) {
        this.context = context;
        this.sealedFor = sealedFor;
        this.records = records;
        this.sealer = sealer;
        this.maxRecords = maxRecords;
    }

    /**
     * What was done.
     *
     * @param last the packed primary key of the last record that was looked at; as it was given when there was none
     * @param done how many records were looked at
     * @param unreadable how many of them could not be opened, and are as they were
     * @param isLast whether there are no further records
     */
    record Result(byte[] last, int done, int unreadable, boolean isLast) {}

    /** @param after the packed primary key after which it begins; empty for the first */
    CompletableFuture<Result> run(byte[] after) {
        last = after;
        Range all = records.range();
        byte[] begin =
                after.length == 0 ? all.begin : ByteArrayUtil.strinc(ByteArrayUtil.join(records.getKey(), after));
        AsyncIterator<KeyValue> stored = context.readTransaction(true)
                .getRange(begin, all.end, 0, false, StreamingMode.ITERATOR)
                .iterator();
        return AsyncUtil.whileTrue(
                        () -> stored.onHasNext().thenApply(hasNext -> hasNext && accept(stored.next())),
                        context.getExecutor())
                .thenApply(read -> {
                    if (!isFull) {
                        endRecord();
                    }
                    return new Result(last, done, unreadable, !isFull);
                })
                .whenComplete((result, error) -> stored.cancel());
    }

    /** @return whether there is room for more */
    private boolean accept(KeyValue entry) {
        Tuple key = records.unpack(entry.getKey());
        Tuple itsPrimaryKey = key.popBack();
        if (!itsPrimaryKey.equals(primaryKey)) {
            endRecord();
            if (done >= maxRecords || bytes >= MAX_BYTES) {
                isFull = true;
                return false;
            }
            primaryKey = itsPrimaryKey;
        }
        // The record's version is at -1.
        if (key.getLong(key.size() - 1) >= 0) {
            pieces.add(entry);
            bytes += entry.getValue().length;
        }
        return true;
    }

    private void endRecord() {
        if (primaryKey == null) {
            return;
        }
        last = primaryKey.pack();
        done++;
        byte[] stored = joined();
        if (!sealer.isCurrent(stored)) {
            reseal(stored);
        }
        pieces.clear();
        primaryKey = null;
    }

    private byte[] joined() {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        pieces.forEach(piece -> joined.writeBytes(piece.getValue()));
        return joined.toByteArray();
    }

    private void reseal(byte[] stored) {
        try {
            write(sealer.reseal(stored, sealedFor.apply(primaryKey)));
        } catch (DataLoss e) {
            unreadable++;
        }
    }

    private void write(byte[] resealed) {
        Transaction transaction = context.ensureActive();
        Range record = Range.startsWith(ByteArrayUtil.join(records.getKey(), last));
        transaction.addReadConflictRange(record.begin, record.end);
        int begin = 0;
        for (KeyValue piece : pieces) {
            byte[] value = new byte[piece.getValue().length];
            System.arraycopy(resealed, begin, value, 0, value.length);
            transaction.set(piece.getKey(), value);
            begin += value.length;
        }
    }
}
