package io.recordstore.change;

import com.google.protobuf.ByteString;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.schema.OpenRecordSpace;
import java.util.Map;

/** That a RecordSpace which is read in several transactions is the same in all, under the same schema. */
final class SameSpace {
    private ByteString incarnation;
    private int schemaVersion;

    /**
     * @throws NotFound when it is deleted, and another was made under its name
     * @throws PreconditionFailed when its schema was changed
     */
    void require(OpenRecordSpace open) {
        ByteString identity = open.space().identity();
        String name = open.space().name().value();
        if (incarnation != null && !incarnation.equals(identity)) {
            throw new NotFound("RecordSpace", name, "the RecordSpace '" + name + "' that was read is deleted");
        }
        if (incarnation != null && schemaVersion != open.schema().version()) {
            throw new PreconditionFailed(
                    "SCHEMA_CHANGED",
                    "the schema was changed while the past was read: send the request again from the start",
                    Map.of());
        }
        incarnation = identity;
        schemaVersion = open.schema().version();
    }
}
