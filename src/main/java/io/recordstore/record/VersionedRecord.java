package io.recordstore.record;

import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;

/**
 * A record that was read.
 *
 * @param recordType the name of its type
 * @param version the version of the commit that wrote it: see {@link RecordVersions}
 */
public record VersionedRecord(String recordType, RecordContent content, ByteString version) {

    static VersionedRecord of(
            OpenRecordSpace open, RecordTypeSchema type, FDBStoredRecord<Message> stored, RecordContent.Format format) {
        return new VersionedRecord(
                type.name(),
                new RecordCodec(open.schema()).encode(type, stored.getRecord(), format),
                RecordVersions.of(stored.getVersion()));
    }
}
