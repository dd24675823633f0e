package io.recordstore.schema;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.recordstore.crypto.FieldHmac;
import io.recordstore.space.RecordSpace;
import io.recordstore.space.SchemaReference;
import io.recordstore.storage.v1.StoredSchema;
import io.recordstore.telemetry.CacheMeters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Compiled schemas that are in force somewhere. RecordSpaces of one tenant with the same schema share one, so that a
 * thousand that were made alike cost the memory and the compiling of one. Not those with sensitive fields, which are compiled
 * under a key of the RecordSpace.
 */
final class SchemaCache {
    private static final int MOST = 1_000;

    private final CacheMeters meters;
    private final Cache<Id, CompiledSchema> schemas =
            Caffeine.newBuilder().maximumSize(MOST).build();

    SchemaCache(CacheMeters meters) {
        this.meters = meters;
    }

    /** @param owner the incarnation; empty where the digest tells which schema it is */
    private record Id(long tenantId, ByteString owner, SchemaReference schema) {
        static Id of(RecordSpace space, SchemaReference schema) {
            ByteString owner = schema.digest().isEmpty() ? space.identity() : ByteString.EMPTY;
            return new Id(space.tenantId(), owner, schema);
        }
    }

    /** What names a schema in a catalog entry. */
    static SchemaReference reference(StoredSchema stored) {
        ByteString digest = stored.getSensitiveFieldsCount() > 0 ? ByteString.EMPTY : sha256(stored.toByteArray());
        return new SchemaReference(stored.getVersion(), digest);
    }

    private static ByteString sha256(byte[] bytes) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The schema that is in force in the RecordSpace; null when it has to be read. */
    CompiledSchema inForce(RecordSpace space) {
        CompiledSchema cached = schemas.getIfPresent(Id.of(space, space.schema()));
        meters.looked(CacheMeters.Cache.SCHEMA, cached != null);
        return cached;
    }

    /** Compiles what may come into force in the RecordSpace, unless it is in force in another. */
    CompiledSchema compile(RecordSpace space, StoredSchema stored, FieldHmac hmac) {
        SchemaReference reference = reference(stored);
        CompiledSchema known = reference.digest().isEmpty() ? null : schemas.getIfPresent(Id.of(space, reference));
        return known != null ? known : SchemaCompiler.compile(stored, hmac);
    }

    /** Keeps the schema that is in force in the RecordSpace. */
    void keep(RecordSpace space, CompiledSchema schema) {
        schemas.put(Id.of(space, space.schema()), schema);
    }

    /** An incarnation never comes again: what is kept of it alone would be there for nothing. */
    void forget(RecordSpace space) {
        if (space.schema().digest().isEmpty()) {
            schemas.invalidate(Id.of(space, space.schema()));
        }
    }
}
