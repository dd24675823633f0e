package io.recordstore.change;

import com.google.protobuf.ByteString;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import java.util.List;
import java.util.Optional;

/**
 * The change of a record.
 *
 * @param recordType the name of its type
 * @param primaryKey the values of the primary key's fields
 * @param before the record before it, where that is kept and there was one
 * @param after the record after it, where that is kept and there is one
 * @param version the commit's, with the change's place in its transaction
 */
public record Change(
        String recordType,
        List<Scalar> primaryKey,
        Kind kind,
        Optional<VersionedRecord> before,
        Optional<VersionedRecord> after,
        ByteString version) {

    /** What happened to the record. */
    public enum Kind {
        /** There was none before. */
        INSERT,
        /** It was written again. */
        UPDATE,
        /** It was deleted. */
        DELETE
    }
}
