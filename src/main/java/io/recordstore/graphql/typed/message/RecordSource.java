package io.recordstore.graphql.typed.message;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.recordstore.record.RecordContent;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.RecordTypeSchema;

/**
 * A record that was read or written.
 *
 * @param message the user's own
 * @param version what is answered as its version; null when it is not known
 */
public record RecordSource(Message message, Object version) {

    /** A record that was read as Protobuf. */
    public static RecordSource of(RecordTypeSchema type, VersionedRecord record) {
        try {
            return new RecordSource(
                    DynamicMessage.parseFrom(type.user(), ((RecordContent.Protobuf) record.content()).bytes()),
                    record.version().isEmpty() ? null : record.version());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored record is none of its type", e);
        }
    }
}
