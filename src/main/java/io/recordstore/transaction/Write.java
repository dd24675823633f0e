package io.recordstore.transaction;

import io.recordstore.record.PutCondition;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import java.util.List;

/** One of the writes of a transaction. */
public sealed interface Write {

    /** Writes a record. */
    record Put(String recordType, RecordContent content, PutCondition condition) implements Write {}

    /**
     * Deletes a record.
     *
     * @param allowMissing whether it is as good when there is none
     */
    record Delete(String recordType, List<Scalar> primaryKey, boolean allowMissing) implements Write {}
}
