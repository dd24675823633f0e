package io.recordstore.schema;

import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.NotUnique;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A record whose values in a unique index another record has.
 *
 * @param values the values of the index's fields: Long, Double, Float, Boolean, String, byte[] or null
 * @param primaryKey the values of the record's primary key
 * @param otherPrimaryKey the values of the other record's primary key; empty when it is not known
 */
public record UniquenessViolation(List<Object> values, List<Object> primaryKey, List<Object> otherPrimaryKey) {

    static UniquenessViolation of(RecordIndexUniquenessViolation violation) {
        Tuple values = violation.getIndexEntry() == null
                ? Tuple.from()
                : violation.getIndexEntry().getKey();
        return new UniquenessViolation(
                shown(violation.getIndex(), values),
                primaryKey(violation.getPrimaryKey()),
                primaryKey(violation.getExistingKey()));
    }

    /** A sensitive value is in the index as its hash, which tells nobody anything. */
    private static List<Object> shown(Index index, Tuple values) {
        List<KeyExpression> columns = index.getRootExpression().normalizeKeyForPositions();
        List<Object> shown = new ArrayList<>(values.getItems());
        for (int i = 0; i < Math.min(shown.size(), columns.size()); i++) {
            if (shown.get(i) != null && SensitiveFields.isHash(columns.get(i))) {
                shown.set(i, SensitiveFields.SHOWN);
            }
        }
        return shown;
    }

    /** The refusal of a write, for the user. */
    public static NotUnique fault(RecordIndexUniquenessViolation violation) {
        UniquenessViolation found = of(violation);
        return new NotUnique(violation.getIndex().getName(), json(found.values()), json(found.otherPrimaryKey()));
    }

    /** Without the record type's number, which comes first. */
    private static List<Object> primaryKey(Tuple key) {
        return key == null || key.isEmpty() ? List.of() : key.popFront().getItems();
    }

    private static String json(List<Object> values) {
        return values.isEmpty()
                ? ""
                : values.stream().map(UniquenessViolation::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(Object value) {
        if (value instanceof byte[] bytes) {
            return '"' + Base64.getEncoder().encodeToString(bytes) + '"';
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        return value instanceof List<?> list
                ? list.stream().map(UniquenessViolation::json).collect(Collectors.joining(",", "[", "]"))
                : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append(String.format("\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
