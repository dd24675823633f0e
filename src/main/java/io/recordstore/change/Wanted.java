package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.PrimaryKeys;
import io.recordstore.record.Scalar;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;
import java.util.Optional;

/**
 * Which records' changes are asked for.
 *
 * @param type of this type; of every type that the schema has when empty
 * @param keyPrefix what their primary keys begin with
 */
record Wanted(Optional<RecordTypeSchema> type, Tuple keyPrefix) {

    /** @throws InvalidRequest when the schema has no such type, or no such key */
    static Wanted of(CompiledSchema schema, String recordType, List<Scalar> keyPrefix) {
        if (recordType.isEmpty() && !keyPrefix.isEmpty()) {
            throw new InvalidRequest("record_type", "it is not set, and a key_prefix is of one record type");
        }
        Optional<RecordTypeSchema> type =
                recordType.isEmpty() ? Optional.empty() : Optional.of(schema.recordType(recordType));
        return new Wanted(
                type,
                type.map(of -> PrimaryKeys.prefix(of, keyPrefix, "key_prefix")).orElse(new Tuple()));
    }

    boolean includes(LoggedChange change) {
        boolean isOfType = change.type().isPresent()
                && type.map(wanted ->
                                wanted.unionNumber() == change.type().get().unionNumber())
                        .orElse(true);
        return isOfType && startsWithPrefix(change.primaryKey());
    }

    private boolean startsWithPrefix(Tuple primaryKey) {
        return primaryKey.size() >= keyPrefix.size()
                && Tuple.fromList(primaryKey.getItems().subList(0, keyPrefix.size()))
                        .equals(keyPrefix);
    }
}
