package io.recordstore.graphql.typed.request;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.google.protobuf.ByteString;
import io.recordstore.record.RecordVersions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The version of a record that was written, until the commit makes it known. It stands in the answer's data, and is
 * replaced there.
 *
 * @param version incomplete; null for the version of the commit itself
 */
public record PendingVersion(FDBRecordVersion version) {
    /** The version of the commit itself. */
    public static final PendingVersion OF_COMMIT = new PendingVersion(null);

    /**
     * An answer's data with what is known now.
     *
     * @param versionstamp of the commit
     */
    public static Object completed(Object data, ByteString versionstamp) {
        if (data instanceof Map<?, ?> object) {
            Map<Object, Object> completed = new LinkedHashMap<>();
            object.forEach((name, value) -> completed.put(name, completed(value, versionstamp)));
            return completed;
        } else if (data instanceof List<?> list) {
            return list.stream()
                    .map(element -> completed(element, versionstamp))
                    .toList();
        }
        return data instanceof PendingVersion pending ? pending.at(versionstamp) : data;
    }

    private String at(ByteString versionstamp) {
        ByteString known =
                version == null ? RecordVersions.ofCommit(versionstamp) : RecordVersions.of(version, versionstamp);
        return Base64.getEncoder().encodeToString(known.toByteArray());
    }
}
