package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.Comparisons.SimpleComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.google.protobuf.ByteString;
import io.recordstore.schema.SensitiveFields;

/** A comparison with the hash of a sensitive value, which no plan shows. */
final class HashComparison extends SimpleComparison {
    HashComparison(Type type, ByteString hash) {
        super(type, hash);
    }

    @Override
    public String typelessString() {
        return SensitiveFields.SHOWN;
    }
}
