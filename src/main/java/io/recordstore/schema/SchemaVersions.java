package io.recordstore.schema;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.recordstore.fault.DataLoss;
import io.recordstore.fault.NotFound;
import io.recordstore.space.RecordSpace;
import io.recordstore.storage.v1.StoredRecordType;
import io.recordstore.storage.v1.StoredSchema;
import io.recordstore.storage.v1.StoredSchemaSummary;
import io.recordstore.store.Root;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The versions of RecordSpaces' schemas in the store, each in pieces that fit FoundationDB's values. */
@Singleton
class SchemaVersions {
    private static final int VERSIONS = 1;

    /** Versions count from 1. */
    private static final int SUMMARIES = 0;

    /** FoundationDB refuses values past 100,000 bytes. */
    private static final int PIECE_BYTES = 90_000;

    private final Subspace root;
    private final Clock clock;

    SchemaVersions(@Root Subspace root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    void write(FDBRecordContext context, RecordSpace space, StoredSchema schema) {
        Transaction transaction = context.ensureActive();
        transaction.set(
                summaries(space).pack(schema.getVersion()), summary(schema).toByteArray());
        Subspace pieces = pieces(space, schema.getVersion());
        ByteString bytes = schema.toByteString();
        for (int begin = 0, piece = 0; begin < bytes.size(); begin += PIECE_BYTES, piece++) {
            ByteString value = bytes.substring(begin, Math.min(bytes.size(), begin + PIECE_BYTES));
            transaction.set(pieces.pack(piece), value.toByteArray());
        }
    }

    private StoredSchemaSummary summary(StoredSchema schema) {
        Instant now = clock.instant();
        return StoredSchemaSummary.newBuilder()
                .setVersion(schema.getVersion())
                .setApplyTime(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .addAllRecordTypes(schema.getRecordTypesList().stream()
                        .map(StoredRecordType::getMessage)
                        .toList())
                .addAllIndexes(schema.getIndexesList().stream()
                        .map(index -> index.getDefinition().getName())
                        .toList())
                .build();
    }

    /**
     * Versions in short, the newest first.
     *
     * @param before only versions below this
     */
    CompletableFuture<List<StoredSchemaSummary>> list(
            FDBRecordContext context, RecordSpace space, int before, int limit) {
        Subspace summaries = summaries(space);
        return context.ensureActive()
                .getRange(summaries.range().begin, summaries.pack(before), limit, true)
                .asList()
                .thenApply(values -> values.stream()
                        .map(value -> summary(space, value.getValue()))
                        .toList());
    }

    /** @return fails with {@link NotFound} when there is no such version */
    CompletableFuture<StoredSchemaSummary> summary(FDBRecordContext context, RecordSpace space, int version) {
        return context.ensureActive()
                .get(summaries(space).pack(version))
                .thenApply(value -> summary(space, requireThere(Optional.ofNullable(value), version)));
    }

    private static StoredSchemaSummary summary(RecordSpace space, byte[] value) {
        try {
            return StoredSchemaSummary.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw damaged(space);
        }
    }

    /** @return fails with {@link NotFound} when there is no such version */
    CompletableFuture<StoredSchema> read(FDBRecordContext context, RecordSpace space, int version) {
        return context.ensureActive()
                .getRange(pieces(space, version).range())
                .asList()
                .thenApply(pieces ->
                        parse(space, requireThere(Optional.of(pieces).filter(found -> !found.isEmpty()), version)));
    }

    private static <T> T requireThere(Optional<T> found, int version) {
        return found.orElseThrow(() -> new NotFound(
                "SchemaVersion", Integer.toString(version), "version: the schema has no version " + version));
    }

    private static StoredSchema parse(RecordSpace space, List<KeyValue> pieces) {
        ByteString bytes = pieces.stream()
                .map(piece -> ByteString.copyFrom(piece.getValue()))
                .reduce(ByteString.EMPTY, ByteString::concat);
        try {
            return StoredSchema.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw damaged(space);
        }
    }

    private static DataLoss damaged(RecordSpace space) {
        return new DataLoss(
                "SCHEMA_DAMAGED",
                "the schema of RecordSpace '" + space.name() + "' cannot be read",
                Map.of("recordSpace", space.name().value()));
    }

    private Subspace summaries(RecordSpace space) {
        return space.keys(root).get(Tuple.from(VERSIONS, SUMMARIES));
    }

    private Subspace pieces(RecordSpace space, int version) {
        return space.keys(root).get(Tuple.from(VERSIONS, version));
    }
}
