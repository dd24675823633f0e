package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.List;

/**
 * A record type of a compiled schema.
 *
 * @param name the message's simple name, which is the Record Layer's name for the type
 * @param unionNumber the first element of its records' primary keys
 * @param user the user's own message
 * @param storage the message as it is stored: {@link StorageFiles}
 * @param primaryKey the fields of the primary key, in order
 * @param keys the fields of the primary key and of all indexes
 */
public record RecordTypeSchema(
        String name,
        int unionNumber,
        Descriptor user,
        Descriptor storage,
        List<FieldPath> primaryKey,
        List<FieldPath> keys) {
    public RecordTypeSchema {
        primaryKey = List.copyOf(primaryKey);
        keys = List.copyOf(keys);
    }
}
