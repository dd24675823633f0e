package io.recordstore.schema;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.google.protobuf.Message;
import io.recordstore.space.RecordSpace;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Gives new RecordSpaces the schema of others, and turns records of the one into records of the other. */
@Singleton
public class SchemaCopies {
    private final SchemaVersions versions;
    private final RecordSpaceOpener opener;

    SchemaCopies(SchemaVersions versions, RecordSpaceOpener opener) {
        this.versions = versions;
        this.opener = opener;
    }

    /**
     * Puts the schema that is in force in one RecordSpace into force in another, which this transaction adds: the same
     * version, with the same keys for its indexes. Those that are not complete in the one are disabled in the other.
     *
     * @return the other, opened
     */
    public CompletableFuture<OpenRecordSpace> copy(
            FDBRecordContext context, OpenRecordSpace source, RecordSpace target) {
        versions.write(context, target, source.schema().stored());
        CompiledSchema schema = opener.compile(target, source.schema().stored());
        return opener.create(context, target, schema).thenCompose(open -> SchemaUpgrade.prepareAll(open.store(), schema)
                .thenCompose(prepared -> disable(source, open.store()))
                .thenApply(disabled -> open));
    }

    private static CompletableFuture<Void> disable(OpenRecordSpace source, FDBRecordStore target) {
        CompletableFuture<?> disabled = CompletableFuture.completedFuture(null);
        for (String index : source.schema().indexes().keySet()) {
            if (!source.store().isIndexReadable(index)) {
                disabled = disabled.thenCompose(done -> target.markIndexDisabled(index));
            }
        }
        return disabled.thenApply(done -> null);
    }

    /**
     * A record of one RecordSpace as one of another with the same schema, whose hashes are under its own key.
     *
     * @param record as the one's store has it
     */
    public static Message convert(Message record, long typeNumber, CompiledSchema from, CompiledSchema to) {
        return to.stored(to.recordType(typeNumber), from.userBytes(record));
    }
}
