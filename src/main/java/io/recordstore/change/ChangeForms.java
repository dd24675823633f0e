package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.recordstore.query.KeyValues;
import io.recordstore.record.RecordCodec;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.LoggedChange;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.List;

/** Changes of the log as their readers want them. */
record ChangeForms(CompiledSchema schema, RecordContent.Format format) {

    /** A change of a record whose type the schema has. */
    Change change(LoggedChange logged) {
        return between(logged, logged);
    }

    private static Change.Kind kind(boolean wasThere, boolean isThere) {
        if (!isThere) {
            return Change.Kind.DELETE;
        }
        return wasThere ? Change.Kind.UPDATE : Change.Kind.INSERT;
    }

    /** What became of a record from one change, before it, to another, after it; its version is the other's. */
    Change between(LoggedChange first, LoggedChange last) {
        RecordTypeSchema type = last.type().orElseThrow();
        ByteString version = ByteString.copyFrom(last.place().getBytes());
        return new Change(
                type.name(),
                key(last.primaryKey(), type),
                kind(first.wasThere(), last.isThere()),
                first.before().map(record -> record(type, record, first.beforeVersion())),
                last.after().map(record -> record(type, record, version)),
                version);
    }

    /** A record of the log. */
    VersionedRecord record(RecordTypeSchema type, Message record, ByteString version) {
        return new VersionedRecord(type.name(), new RecordCodec(schema).encode(type, record, format), version);
    }

    private static List<Scalar> key(Tuple primaryKey, RecordTypeSchema type) {
        List<Scalar> values = new ArrayList<>();
        int column = 1;
        for (FieldPath path : type.primaryKey()) {
            values.add(KeyValues.scalar(primaryKey, column, path).orElseThrow());
            column++;
        }
        return values;
    }
}
