package io.recordstore.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;

/** Of which repeated field's elements an index has one entry each. */
final class Elements {
    private Elements() {}

    /** The way to the element; empty where a record has one entry. */
    static List<FieldDescriptor> of(FieldPath path, IndexColumn column) {
        if (column.fanType() == IndexColumn.FanType.FAN_OUT) {
            return path.repeatedPrefix();
        }
        List<FieldDescriptor> way = path.fields().subList(0, path.fields().size() - 1);
        return way.isEmpty() ? way : new FieldPath(way).repeatedPrefix();
    }

    static boolean isPrefix(List<FieldDescriptor> prefix, List<FieldDescriptor> way) {
        return prefix.size() <= way.size() && way.subList(0, prefix.size()).equals(prefix);
    }
}
