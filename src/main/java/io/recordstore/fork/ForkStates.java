package io.recordstore.fork;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredFork;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** How far forks are, under the incarnations that they make. */
@Singleton
class ForkStates {
    private static final int STATE = 8;

    private final Subspace root;

    ForkStates(@Root Subspace root) {
        this.root = root;
    }

    void write(FDBRecordContext context, RecordSpace target, StoredFork state) {
        context.ensureActive().set(key(target), state.toByteArray());
    }

    CompletableFuture<StoredFork> read(FDBRecordContext context, RecordSpace target) {
        return context.ensureActive().get(key(target)).thenApply(value -> {
            try {
                return StoredFork.parseFrom(value);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("how far a fork is cannot be read", e);
            }
        });
    }

    void clear(FDBRecordContext context, RecordSpace target) {
        context.ensureActive().clear(key(target));
    }

    private byte[] key(RecordSpace target) {
        return target.keys(root).pack(Tuple.from(STATE));
    }
}
