package io.recordstore.query;

import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.ObjectPlanHash;
import com.apple.foundationdb.record.PlanHashable;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStoreBase;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.ComponentWithNoChildren;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.apple.foundationdb.record.query.plan.cascades.GraphExpansion;
import com.apple.foundationdb.record.query.plan.cascades.Quantifier;
import com.apple.foundationdb.record.util.HashUtils;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Supplier;

/**
 * A condition that no element of a repeated field makes false; true where there is none. The Record Layer has its like
 * for "any" alone. No index serves it: it is checked on records that something else found.
 *
 * @param field the name of the repeated field
 * @param condition on an element that is a message, or null
 * @param comparison on an element that is a scalar, or null
 */
record EveryElement(String field, QueryComponent condition, Comparison comparison) implements ComponentWithNoChildren {
    private static final ObjectPlanHash BASE_HASH = new ObjectPlanHash("Every-Element");

    static EveryElement message(String field, QueryComponent condition) {
        return new EveryElement(field, condition, null);
    }

    static EveryElement scalar(String field, Comparison comparison) {
        return new EveryElement(field, null, comparison);
    }

    @Override
    public <M extends Message> Boolean evalMessage(
            FDBRecordStoreBase<M> store, EvaluationContext context, FDBRecord<M> record, Message message) {
        if (message == null) {
            return true;
        }
        FieldDescriptor repeated = message.getDescriptorForType().findFieldByName(field);
        for (Object element : (List<?>) message.getField(repeated)) {
            Boolean holds = condition == null
                    ? comparison.eval(store, context, element)
                    : condition.evalMessage(store, context, record, (Message) element);
            if (Boolean.FALSE.equals(holds)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void validate(Descriptor descriptor) {
        FieldDescriptor repeated = descriptor.findFieldByName(field);
        if (condition == null) {
            comparison.validate(repeated, true);
        } else {
            condition.validate(repeated.getMessageType());
        }
    }

    @Override
    public GraphExpansion expand(
            Quantifier.ForEach base, Supplier<Quantifier.ForEach> outer, List<String> fieldNamePrefix) {
        throw new UnsupportedOperationException("the Cascades planner is not used");
    }

    @Override
    public int planHash(PlanHashMode mode) {
        return PlanHashable.objectsPlanHash(mode, BASE_HASH, field, condition, comparison);
    }

    @Override
    public int queryHash(QueryHashKind kind) {
        return HashUtils.queryHash(kind, BASE_HASH, field, condition, comparison);
    }

    @Override
    public String toString() {
        return "every " + field + (condition == null ? " " + comparison : "/{" + condition + "}");
    }
}
