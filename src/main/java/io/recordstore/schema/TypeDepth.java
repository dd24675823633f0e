package io.recordstore.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * How deep one gets who walks the messages of a record type, each once, in the order of their fields: as the Record
 * Layer does by recursion when it compares two versions.
 */
final class TypeDepth {
    private TypeDepth() {}

    /**
     * @param position where the user has the record type, for errors
     * @throws InvalidRequest when it is deeper than {@link SchemaLimits#MAX_TYPE_DEPTH}
     */
    static void check(Descriptor recordType, String position) {
        Set<Descriptor> seen = new HashSet<>(Set.of(recordType));
        Deque<Iterator<FieldDescriptor>> path = new ArrayDeque<>();
        path.push(recordType.getFields().iterator());
        while (!path.isEmpty()) {
            if (!path.peek().hasNext()) {
                path.pop();
                continue;
            }
            FieldDescriptor field = path.peek().next();
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && seen.add(field.getMessageType())) {
                path.push(field.getMessageType().getFields().iterator());
            }
            if (path.size() > SchemaLimits.MAX_TYPE_DEPTH) {
                throw new InvalidRequest(
                        position,
                        "the messages in it go more than " + SchemaLimits.MAX_TYPE_DEPTH + " deep, each a field of the"
                                + " one before");
            }
        }
    }
}
