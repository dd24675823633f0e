package io.recordstore.quota;

import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/**
 * What a tenant has stored, as {@code LAYOUT.md} draws it: counted by atomic additions, which conflict with nobody, in the
 * transactions that store it.
 */
@Singleton
public final class UsageKeys {
    private static final int USAGE = 3;
    private static final int RECORD_SPACES = 4;

    private final Subspace root;

    public UsageKeys(@Root Subspace root) {
        this.root = root;
    }

    /** Adds to what an incarnation of a RecordSpace has stored. */
    void add(Transaction transaction, long tenantId, long incarnation, Usage change) {
        transaction.mutate(MutationType.ADD, ofIncarnation(tenantId, incarnation), change.toBytes());
    }

    /** Forgets what an incarnation had stored, which is gone. */
    public void clear(Transaction transaction, long tenantId, long incarnation) {
        transaction.clear(ofIncarnation(tenantId, incarnation));
    }

    /** Adds to how many RecordSpaces a tenant has. */
    public void addRecordSpaces(Transaction transaction, long tenantId, long change) {
        byte[] number = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(change)
                .array();
        transaction.mutate(MutationType.ADD, recordSpaces(tenantId), number);
    }

    /** How many RecordSpaces a tenant has. */
    public CompletableFuture<Long> countRecordSpaces(ReadTransaction transaction, long tenantId) {
        return transaction
                .get(recordSpaces(tenantId))
                .thenApply(stored -> stored == null
                        ? 0
                        : ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    /** What an incarnation of a RecordSpace has stored. */
    public CompletableFuture<Usage> ofRecordSpace(ReadTransaction transaction, long tenantId, long incarnation) {
        return transaction.get(ofIncarnation(tenantId, incarnation)).thenApply(Usage::of);
    }

    /** What all of a tenant's RecordSpaces have stored together: one key-value for each that ever had a record. */
    public CompletableFuture<Usage> ofTenant(ReadTransaction transaction, long tenantId) {
        return transaction
                .getRange(root.get(Tuple.from(tenantId, USAGE)).range())
                .asList()
                .thenApply(all ->
                        all.stream().map(pair -> Usage.of(pair.getValue())).reduce(Usage.NONE, Usage::plus));
    }

    private byte[] ofIncarnation(long tenantId, long incarnation) {
        return root.pack(Tuple.from(tenantId, USAGE, incarnation));
    }

    private byte[] recordSpaces(long tenantId) {
        return root.pack(Tuple.from(tenantId, RECORD_SPACES));
    }
}
