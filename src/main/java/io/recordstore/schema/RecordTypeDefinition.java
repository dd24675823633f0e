package io.recordstore.schema;

import java.util.List;

/**
 * A message that is a record.
 *
 * @param name the message's simple or full name
 * @param primaryKey the paths of the fields that tell one record from all others of its type, in order
 */
public record RecordTypeDefinition(String name, List<String> primaryKey) {
    public RecordTypeDefinition {
        primaryKey = List.copyOf(primaryKey);
    }
}
