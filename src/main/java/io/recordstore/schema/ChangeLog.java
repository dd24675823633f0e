package io.recordstore.schema;

import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.fault.DataLoss;
import io.recordstore.space.ChangeLogKeys;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredChange;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The log of a RecordSpace's changes, written in the transactions that make them, by {@link RecordSpaceStore} alone. A change
 * is sealed as a record is; since its commit has no versionstamp yet then, it is bound to the RecordSpace and its place
 * within its transaction.
 */
public final class ChangeLog {
    private static final String PURPOSE = "change";

    /** Below the 100 kB of a value. */
    private static final int PIECE_BYTES = 90_000;

    private final ChangeLogKeys keys;
    private final ChangeRetention retention;
    private final CompiledSchema schema;
    private final RecordSealer sealer;
    private final Clock clock;

    /** Under this a transaction has that it marked its commit. */
    private final ByteString marked;

    ChangeLog(RecordSpace space, Subspace root, CompiledSchema schema, RecordSealer sealer, Clock clock) {
        this.keys = new ChangeLogKeys(space, root);
        this.retention = space.changes();
        this.schema = schema;
        this.sealer = sealer;
        this.clock = clock;
        this.marked = ByteString.copyFrom(keys.lastChange());
    }

    /** Where it lies. */
    public ChangeLogKeys keys() {
        return keys;
    }

    /** Whether changes are kept. */
    public boolean isKept() {
        return retention.isKept();
    }

    /** What is kept of each. */
    public ChangeRetention.Values values() {
        return retention.values();
    }

    /**
     * Appends a change.
     *
     * @param before null when there was no record
     * @param after null when there is none any more
     */
    void append(
            FDBRecordContext context,
            FDBStoredRecord<? extends Message> before,
            FDBStoredRecord<? extends Message> after) {
        int place =
                after == null ? context.claimLocalVersion() : after.getVersion().getLocalVersion();
        Instant now = clock.instant();
        byte[] sealed = sealer.seal(stored(before, after, now).toByteArray(), sealedFor(place));
        Transaction transaction = context.ensureActive();
        for (int begin = 0, piece = 0; begin < sealed.length; begin += PIECE_BYTES, piece++) {
            byte[] value = Arrays.copyOfRange(sealed, begin, Math.min(sealed.length, begin + PIECE_BYTES));
            transaction.mutate(MutationType.SET_VERSIONSTAMPED_KEY, keys.nextChange(place, piece), value);
        }
        if (context.getInSession(marked, Boolean.class) == null) {
            context.putInSessionIfAbsent(marked, true);
            keys.mark(transaction, now.getEpochSecond());
        }
    }

    private StoredChange stored(
            FDBStoredRecord<? extends Message> before, FDBStoredRecord<? extends Message> after, Instant now) {
        StoredChange.Builder change = StoredChange.newBuilder()
                .setTimeMillis(now.toEpochMilli())
                .setPrimaryKey(ByteString.copyFrom(
                        (after == null ? before : after).getPrimaryKey().pack()))
                .setWasThere(before != null)
                .setIsThere(after != null);
        if (after != null && retention.values() != ChangeRetention.Values.NONE) {
            change.setAfter(schema.userBytes(after.getRecord()));
        }
        if (before != null && retention.values() == ChangeRetention.Values.BEFORE_AND_AFTER) {
            change.setBefore(schema.userBytes(before.getRecord()));
            FDBRecordVersion version = before.getVersion();
            if (version != null && version.isComplete()) {
                change.setBeforeVersion(ByteString.copyFrom(version.toBytes()));
            }
        }
        return change.build();
    }

    /** What a change is sealed for, besides its RecordSpace: no primary key begins with a text. */
    static byte[] sealedFor(int place) {
        return Tuple.from(PURPOSE, place).pack();
    }

    /**
     * A change.
     *
     * @param sealed its pieces, joined
     * @throws DataLoss when it does not open
     */
    public LoggedChange open(Versionstamp place, byte[] sealed) {
        try {
            StoredChange change = StoredChange.parseFrom(sealer.open(sealed, sealedFor(place.getUserVersion())));
            Tuple primaryKey = Tuple.fromBytes(change.getPrimaryKey().toByteArray());
            Optional<RecordTypeSchema> type = Optional.ofNullable(schema.recordType(primaryKey.getLong(0)));
            return new LoggedChange(
                    place,
                    Instant.ofEpochMilli(change.getTimeMillis()),
                    type,
                    primaryKey,
                    change.getWasThere(),
                    change.getIsThere(),
                    change.hasBefore() ? record(type, change.getBefore()) : Optional.empty(),
                    change.hasAfter() ? record(type, change.getAfter()) : Optional.empty(),
                    change.getBeforeVersion());
        } catch (InvalidProtocolBufferException e) {
            throw new DataLoss("CHANGE_UNREADABLE", "a change in the log does not parse", Map.of());
        }
    }

    private Optional<StorageMessage> record(Optional<RecordTypeSchema> type, ByteString bytes) {
        return type.map(known -> schema.stored(known, bytes));
    }
}
