package io.recordstore.query;

import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.google.protobuf.Message;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;

/** A filter that is asked about one record after the other; no index is needed. */
public final class RecordFilter {
    private final OpenRecordSpace space;
    private final QueryComponent condition;
    private final EvaluationContext values;

    /** @throws InvalidRequest when a path leads nowhere, a value is of another type, or the filter is too large */
    public RecordFilter(OpenRecordSpace space, RecordTypeSchema type, Filter filter) {
        Parameters parameters = new Parameters();
        this.space = space;
        this.condition = new FilterTranslator(
                        space.schema().sensitiveFields(), parameters, true, new DescendingFields(space.schema(), type))
                .translate(type.user(), filter);
        this.values = parameters.context();
    }

    /** @param record of the type that the filter is for */
    public boolean selects(FDBStoredRecord<Message> record) {
        return Boolean.TRUE.equals(condition.eval(space.store(), values, record));
    }
}
