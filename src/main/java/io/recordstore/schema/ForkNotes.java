package io.recordstore.schema;

import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import io.recordstore.space.ForkCatalog;
import io.recordstore.space.RecordSpace;
import java.util.List;

/**
 * Notes which records change while a RecordSpace is being copied, in the transactions that change them and once for each
 * copy. No note is read by who writes one, so writers do not conflict over them.
 */
final class ForkNotes {
    private final List<Subspace> notes;

    ForkNotes(RecordSpace space, Subspace root) {
        this.notes = space.forking().targets().stream()
                .map(target -> ForkCatalog.noted(space, target, root))
                .toList();
    }

    boolean areTaken() {
        return !notes.isEmpty();
    }

    /** @param place the change's in its transaction */
    void note(FDBRecordContext context, Tuple primaryKey, int place) {
        byte[] value = primaryKey.pack();
        for (Subspace target : notes) {
            byte[] key = target.packWithVersionstamp(Tuple.from(Versionstamp.incomplete(place)));
            context.ensureActive().mutate(MutationType.SET_VERSIONSTAMPED_KEY, key, value);
        }
    }
}
