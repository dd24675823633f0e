package io.recordstore.change;

import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import java.util.List;
import java.util.Optional;

/**
 * What is compared with what.
 *
 * @param from the moment before
 * @param to the moment after; now when empty
 * @param recordType of records of this type; of all when empty
 * @param keyPrefix of records whose primary key begins with these values
 * @param format how records are returned
 */
public record DiffSpec(
        Moment from, Optional<Moment> to, String recordType, List<Scalar> keyPrefix, RecordContent.Format format) {
    public DiffSpec {
        keyPrefix = List.copyOf(keyPrefix);
    }
}
