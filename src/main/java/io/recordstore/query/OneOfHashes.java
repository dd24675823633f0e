package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.Comparisons.ListComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.google.protobuf.ByteString;
import io.recordstore.schema.SensitiveFields;
import java.util.List;

/** A comparison with the hashes of several sensitive values, which no plan shows. */
final class OneOfHashes extends ListComparison {
    OneOfHashes(List<ByteString> hashes) {
        super(Type.IN, hashes);
    }

    @Override
    public String typelessString() {
        return "[" + SensitiveFields.SHOWN + "]";
    }
}
