package io.recordstore.query;

import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.ObjectPlanHash;
import com.apple.foundationdb.record.PlanHashable;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase;
import com.apple.foundationdb.record.query.expressions.ComponentWithNoChildren;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.apple.foundationdb.record.query.plan.cascades.GraphExpansion;
import com.apple.foundationdb.record.query.plan.cascades.Quantifier;
import com.apple.foundationdb.record.util.HashUtils;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Supplier;

/**
 * A condition that the planner does not look into: it is checked on the records that the other conditions found. Where
 * something that is not set leaves it open, it is false.
 */
record Unplanned(QueryComponent condition) implements ComponentWithNoChildren {
    private static final ObjectPlanHash BASE_HASH = new ObjectPlanHash("Unplanned");

    @Override
    public <M extends Message> Boolean evalMessage(
            FDBRecordStoreBase<M> store, EvaluationContext context, FDBRecord<M> record, Message message) {
        return Boolean.TRUE.equals(condition.evalMessage(store, context, record, message));
    }

    @Override
    public void validate(Descriptor descriptor) {
        condition.validate(descriptor);
    }

    @Override
    public GraphExpansion expand(
            Quantifier.ForEach base, Supplier<Quantifier.ForEach> outer, List<String> fieldNamePrefix) {
        throw new UnsupportedOperationException("the Cascades planner is not used");
    }

    @Override
    public int planHash(PlanHashMode mode) {
        return PlanHashable.objectsPlanHash(mode, BASE_HASH, condition);
    }

    @Override
    public int queryHash(QueryHashKind kind) {
        return HashUtils.queryHash(kind, BASE_HASH, condition);
    }

    @Override
    public String toString() {
        return condition.toString();
    }
}
