package io.recordstore.schema;

import com.apple.foundationdb.record.metadata.expressions.FieldKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.metadata.expressions.NestingKeyExpression;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.recordstore.crypto.FieldHmac;
import io.recordstore.fault.InvalidRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sensitive fields of a schema. To the Record Layer each has a field beside it that holds a hash of its value, and
 * indexes are on that one: equal values have equal hashes, and nothing else can be asked of them. The hash is HMAC-SHA-256
 * under a key of the RecordSpace, of the field's name and the value; it is made whenever a record is read or written
 * ({@link HashedValues}) and is in no stored record.
 */
public final class SensitiveFields {
    /** What the field beside a sensitive one is named after it. */
    private static final String SUFFIX = "__hmac";

    /** What stands for a sensitive value wherever a user would see its hash. */
    public static final String SHOWN = "<sensitive>";

    /** The greatest number that Protobuf has for a field: the fields beside sensitive ones are counted down from it. */
    private static final int GREATEST_NUMBER = (1 << 29) - 1;

    private final Map<String, FieldDescriptor> hashes = new HashMap<>();
    private final FieldHmac hmac;

    /**
     * @param storageMessages the storage messages of the users' messages, by the full names of the fields marked in them
     */
    SensitiveFields(Map<String, Descriptor> storageMessages, FieldHmac hmac) {
        storageMessages.forEach((field, message) -> {
            String name = field.substring(field.lastIndexOf('.') + 1);
            hashes.put(field, message.findFieldByName(hashName(name)));
        });
        this.hmac = hmac;
    }

    static String hashName(String field) {
        return field + SUFFIX;
    }

    static int hashNumber(int fieldNumber) {
        return GREATEST_NUMBER - fieldNumber;
    }

    /** A path that may lead to a hash, as the user has it. */
    public static String userPath(String path) {
        return path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
    }

    /** Whether a column of an index holds hashes. */
    static boolean isHash(KeyExpression column) {
        if (column instanceof NestingKeyExpression nesting) {
            return isHash(nesting.getChild());
        }
        return column instanceof FieldKeyExpression field
                && field.getFieldName().endsWith(SUFFIX);
    }

    /**
     * What the hash of a value depends on besides the value: two fields with the same value have different hashes. It is
     * without the package, which may change under records that are stored.
     */
    static String label(FieldDescriptor field) {
        return field.getContainingType().getName() + "." + field.getName();
    }

    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** The field that holds a field's hash; nothing where the field is not sensitive. */
    Optional<FieldDescriptor> hashOf(FieldDescriptor user) {
        return Optional.ofNullable(hashes.get(user.getFullName()));
    }

    /** The sensitive field on a path: the last, or the wrapper whose value is the last. */
    private Optional<FieldDescriptor> sensitiveOn(FieldPath path) {
        return path.fields().stream()
                .filter(field -> hashes.containsKey(field.getFullName()))
                .findFirst();
    }

    /** The path to the hash of what a path leads to; nothing where that is not sensitive. */
    public Optional<FieldPath> hashed(FieldPath path) {
        return sensitiveOn(path).map(field -> {
            List<FieldDescriptor> fields =
                    new ArrayList<>(path.fields().subList(0, path.fields().indexOf(field)));
            fields.add(hashes.get(field.getFullName()));
            return new FieldPath(fields);
        });
    }

    /** The path to what an index holds of a field: its hash, or itself. */
    FieldPath indexed(FieldPath path) {
        return hashed(path).orElse(path);
    }

    /**
     * What the hash of a field is when it has a value.
     *
     * @param path to a sensitive field
     * @param value in a Java type of the storage message's; of a time, its seconds and nanoseconds
     */
    public ByteString hash(FieldPath path, Object... value) {
        return hash(label(sensitiveOn(path).orElseThrow()), value);
    }

    private ByteString hash(String label, Object... value) {
        Tuple input = Tuple.from(label);
        for (Object part : value) {
            input = input.addObject(element(part));
        }
        return ByteString.copyFrom(hmac.of(input.pack()));
    }

    private static Object element(Object value) {
        if (value instanceof Internal.EnumLite enumValue) {
            return (long) enumValue.getNumber();
        }
        return value instanceof ByteString bytes ? bytes.toByteArray() : value;
    }

    /**
     * The hash of a value in a record.
     *
     * @param label of its field
     * @param value a scalar, a wrapper or a time, of the storage message
     */
    ByteString hashStored(String label, Object value) {
        if (!(value instanceof Message message)) {
            return hash(label, value);
        }
        return hash(
                label,
                message.getDescriptorForType().getFields().stream()
                        .map(message::getField)
                        .toArray());
    }

    /**
     * For where the order or the parts of a value matter.
     *
     * @param requestField the field of the request that holds the path, for the error
     * @throws InvalidRequest when the path leads to a sensitive field
     */
    public void refuse(FieldPath path, String requestField) {
        if (sensitiveOn(path).isPresent()) {
            throw new InvalidRequest(requestField, unordered(path.toString()));
        }
    }

    /** Why, and what to do. */
    static String unordered(String path) {
        return "'" + Shown.name(path)
                + "' is sensitive: its indexes hold hashes, which tell equal values and nothing else;"
                + " compare it with equals, not_equals, in or is_null, or apply a schema in which it is not sensitive";
    }
}
