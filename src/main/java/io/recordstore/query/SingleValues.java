package io.recordstore.query;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;

/** Paths to the one value that a record has there. */
final class SingleValues {
    private SingleValues() {}

    /**
     * @return the path of a scalar, or those of the parts of a time
     * @throws InvalidRequest when the path leads nowhere, or a record may have several values there
     */
    static List<FieldPath> of(RecordTypeSchema type, String path, String requestField) {
        FieldPath resolved = FieldPath.resolveAny(type.user(), path, requestField);
        for (FieldDescriptor field : resolved.fields()) {
            if (field.isRepeated()) {
                throw new InvalidRequest(
                        requestField, "'" + field.getName() + "' is repeated, and one value per record is needed here");
            }
        }
        return resolved.columns();
    }
}
