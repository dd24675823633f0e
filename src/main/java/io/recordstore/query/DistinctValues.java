package io.recordstore.query;

import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.record.ScalarTypes;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.List;

/** The values by which the rows of a distinct query are told apart. */
record DistinctValues(List<FieldPath> columns) {
    DistinctValues {
        columns = List.copyOf(columns);
    }

    static DistinctValues of(RecordTypeSchema type, List<String> fields) {
        List<FieldPath> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.addAll(SingleValues.of(type, fields.get(i), "query.fields[" + i + "]"));
        }
        return new DistinctValues(columns);
    }

    /** Equal for two records just when their values are. */
    byte[] of(Message record) {
        Tuple values = new Tuple();
        for (FieldPath column : columns) {
            values = values.addObject(
                    column.read(record).map(ScalarTypes::tupleElement).orElse(null));
        }
        return values.pack();
    }
}
