package io.recordstore.schema;

import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.space.RecordSpace;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What operations keep that tells of records, such as a filter: sealed as records are, under the incarnation. */
@Singleton
public class SealedStates {
    private static final int STATES = 9;
    private static final String PURPOSE = "operation";

    /** Below the 100 kB of a value, with room for what sealing adds. */
    private static final int MAX_BYTES = 90_000;

    private final RecordSpaceOpener opener;
    private final Subspace root;

    SealedStates(RecordSpaceOpener opener, @Root Subspace root) {
        this.opener = opener;
        this.root = root;
    }

    /** @throws LimitExceeded when it is too much for a value of the store */
    public void write(FDBRecordContext context, RecordSpace space, long operation, byte[] state) {
        if (state.length > MAX_BYTES) {
            throw new LimitExceeded(
                    "background_request",
                    MAX_BYTES / 1000 + " kB",
                    "what is to be done behind the call takes more than " + MAX_BYTES / 1000
                            + " kB to say: select records with fewer values");
        }
        byte[] value = opener.keys(space).sealer().seal(state, sealedFor(operation));
        context.ensureActive().set(states(space).pack(operation), value);
    }

    /** Nothing where none was written. */
    public CompletableFuture<Optional<byte[]>> read(FDBRecordContext context, RecordSpace space, long operation) {
        return context.ensureActive().get(states(space).pack(operation)).thenApply(found -> Optional.ofNullable(found)
                .map(bytes -> opener.keys(space).sealer().open(bytes, sealedFor(operation))));
    }

    public void clear(FDBRecordContext context, RecordSpace space, long operation) {
        context.ensureActive().clear(states(space).pack(operation));
    }

    /** Seals all with the key that seals now: there are few at a time. */
    CompletableFuture<Void> reseal(FDBRecordContext context, RecordSpace space) {
        Transaction transaction = context.ensureActive();
        RecordSealer sealer = opener.keys(space).sealer();
        return transaction
                .getRange(states(space).range())
                .asList()
                .thenAccept(entries -> entries.forEach(entry -> {
                    long operation = states(space).unpack(entry.getKey()).getLong(0);
                    transaction.set(entry.getKey(), sealer.reseal(entry.getValue(), sealedFor(operation)));
                }));
    }

    private Subspace states(RecordSpace space) {
        return space.keys(root).get(STATES);
    }

    private static byte[] sealedFor(long operation) {
        return Tuple.from(PURPOSE, operation).pack();
    }
}
