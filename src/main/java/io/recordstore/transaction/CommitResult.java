package io.recordstore.transaction;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.google.protobuf.ByteString;
import io.recordstore.record.RecordVersions;
import java.util.List;
import java.util.Optional;

/**
 * What became of a transaction.
 *
 * @param version of the commit: see {@link RecordVersions}; empty when nothing was written
 * @param writeVersions for each write, in their order: that of the record that was put; of a delete, that of the commit
 * @param isRepeated whether an earlier request of the same id had done it
 */
public record CommitResult(ByteString version, List<ByteString> writeVersions, boolean isRepeated) {
    public CommitResult {
        writeVersions = List.copyOf(writeVersions);
    }

    /**
     * @param versionstamp the commit's; empty when nothing was written
     * @param places for each write the record's incomplete version; empty for a delete
     */
    static CommitResult of(ByteString versionstamp, List<Optional<FDBRecordVersion>> places, boolean isRepeated) {
        if (versionstamp.isEmpty()) {
            return new CommitResult(
                    ByteString.EMPTY,
                    places.stream().map(place -> ByteString.EMPTY).toList(),
                    isRepeated);
        }
        ByteString commit = RecordVersions.ofCommit(versionstamp);
        return new CommitResult(
                commit,
                places.stream()
                        .map(place -> place.map(version -> RecordVersions.of(version, versionstamp))
                                .orElse(commit))
                        .toList(),
                isRepeated);
    }
}
