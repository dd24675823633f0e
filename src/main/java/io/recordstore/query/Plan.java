package io.recordstore.query;

import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import io.recordstore.fault.Fault;
import io.recordstore.schema.RecordTypeSchema;
import java.util.List;
import java.util.Optional;

/**
 * How a query runs. Its branches are read one after the other, each without the records that a branch before it has.
 *
 * @param type the record type that is queried
 * @param branches empty when no index has the query's order
 * @param refusal why the query is not run, unless there are branches and scans are allowed; empty when indexes serve it
 */
record Plan(RecordTypeSchema type, List<Branch> branches, Optional<Fault> refusal) {
    Plan {
        branches = List.copyOf(branches);
    }

    /**
     * A part of a plan.
     *
     * @param plan the Record Layer's
     * @param selects what it is that the branch finds; empty for all records
     * @param firstEntry tells a record's first index entry from its others, where it may have several
     */
    record Branch(RecordQueryPlan plan, Optional<QueryComponent> selects, Optional<FirstEntry> firstEntry) {}

    /** Throws the refusal when there are no branches, or one scans and may not. */
    void executable(boolean allowScan) {
        if (refusal.isPresent() && !(allowScan && !branches.isEmpty())) {
            throw refusal.get();
        }
    }
}
