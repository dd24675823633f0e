package io.recordstore.record;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.google.protobuf.ByteString;

/**
 * Record versions as users see them: 12 bytes that grow with every commit, the commit's 10-byte versionstamp and the
 * record's 2-byte place within its transaction.
 */
public final class RecordVersions {
    private RecordVersions() {}

    /** The version of a record that is stored; empty when the transaction that reads it has written it itself. */
    public static ByteString of(FDBRecordVersion version) {
        return version.isComplete() ? ByteString.copyFrom(version.toBytes()) : ByteString.EMPTY;
    }

    /** The version of a record that was written by a transaction which has committed now. */
    public static ByteString of(FDBRecordVersion version, ByteString versionstamp) {
        return of(version.withCommittedVersion(versionstamp.toByteArray()));
    }

    /** The version of a commit. */
    public static ByteString ofCommit(ByteString versionstamp) {
        return of(FDBRecordVersion.incomplete(0), versionstamp);
    }
}
