package io.recordstore.schema;

import io.recordstore.schema.SchemaChange.Element;
import io.recordstore.schema.SchemaChange.Kind;
import io.recordstore.storage.v1.StoredRecordType;
import java.util.ArrayList;
import java.util.List;

/** What becomes of the record types themselves; what is in their messages is in {@link MessageChanges}. */
final class RecordTypeChanges {
    private RecordTypeChanges() {}

    static SchemaChange added(StoredRecordType type) {
        return SchemaChange.allowed(
                Kind.ADDED, Element.RECORD_TYPE, type.getMessage(), "with the primary key " + type.getPrimaryKeyList());
    }

    static SchemaChange removed(StoredRecordType type) {
        return SchemaChange.refused(
                Kind.REMOVED,
                Element.RECORD_TYPE,
                type.getMessage(),
                "no longer a record type",
                "records of it may be stored, and could not be read",
                "keep it among the record types, and delete its records when they are not wanted");
    }

    static List<SchemaChange> of(StoredRecordType before, StoredRecordType after) {
        List<SchemaChange> changes = new ArrayList<>();
        if (!before.getMessage().equals(after.getMessage())) {
            changes.add(SchemaChange.allowed(
                    Kind.RENAMED, Element.RECORD_TYPE, before.getMessage(), "now " + after.getMessage()));
        }
        if (!before.getPrimaryKeyList().equals(after.getPrimaryKeyList())) {
            changes.add(SchemaChange.refused(
                    Kind.RETYPED,
                    Element.RECORD_TYPE,
                    after.getMessage(),
                    "from the primary key " + before.getPrimaryKeyList() + " to " + after.getPrimaryKeyList(),
                    "the records that are stored lie under their primary keys",
                    "keep the primary key, or add another record type with the new one and copy the records"));
        }
        return changes;
    }
}
