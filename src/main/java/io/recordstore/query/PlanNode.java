package io.recordstore.query;

import com.apple.foundationdb.record.query.plan.plans.RecordQueryCoveringIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryFetchFromPartialRecordPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryFilterPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryInJoinPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryIntersectionPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlanWithComparisons;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlanWithIndex;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryTextIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryTypeFilterPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryUnionPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryUnorderedPrimaryKeyDistinctPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step of a plan, in words.
 *
 * @param operation what it does
 * @param index the index that it reads; empty when it reads none
 * @param detail the range that it reads, or the condition that it checks
 * @param children the steps that feed it
 */
public record PlanNode(String operation, String index, String detail, List<PlanNode> children) {
    public PlanNode {
        children = List.copyOf(children);
    }

    /** The same, with the values for their names. */
    PlanNode showing(Parameters values) {
        return new PlanNode(
                operation,
                index,
                values.show(detail),
                children.stream().map(child -> child.showing(values)).toList());
    }

    static Optional<PlanNode> of(Plan plan) {
        List<PlanNode> branches =
                plan.branches().stream().map(branch -> of(branch.plan())).toList();
        if (branches.size() < 2) {
            return branches.stream().findFirst();
        }
        return Optional.of(new PlanNode("one after the other", "", "", branches));
    }

    private static PlanNode of(RecordQueryPlan plan) {
        if (plan instanceof RecordQueryCoveringIndexPlan covering) {
            PlanNode scan = of((RecordQueryPlan) covering.getIndexPlan());
            return new PlanNode("index scan without records", scan.index(), scan.detail(), List.of());
        }
        List<PlanNode> children = new ArrayList<>();
        plan.getChildren().forEach(child -> children.add(of(child)));
        String index = plan instanceof RecordQueryPlanWithIndex withIndex ? withIndex.getIndexName() : "";
        return new PlanNode(operation(plan), index, detail(plan), children);
    }

    private static String operation(RecordQueryPlan plan) {
        if (plan instanceof RecordQueryTextIndexPlan) {
            return "text index scan";
        } else if (plan instanceof RecordQueryPlanWithIndex) {
            return "index scan";
        } else if (plan instanceof RecordQueryPlanWithComparisons) {
            return "record scan";
        } else if (plan instanceof RecordQueryFilterPlan || plan instanceof RecordQueryTypeFilterPlan) {
            return "filter";
        } else if (plan instanceof RecordQueryInJoinPlan) {
            return "for each value";
        } else if (plan instanceof RecordQueryUnionPlan) {
            return "merge in order";
        } else if (plan instanceof RecordQueryIntersectionPlan) {
            return "intersect";
        } else if (plan instanceof RecordQueryFetchFromPartialRecordPlan) {
            return "read records";
        } else if (plan instanceof RecordQueryUnorderedPrimaryKeyDistinctPlan) {
            return "leave out repetitions";
        }
        return plan.getClass().getSimpleName();
    }

    private static String detail(RecordQueryPlan plan) {
        if (plan instanceof RecordQueryFilterPlan filter) {
            return filter.getConjunctedFilter().toString();
        } else if (plan instanceof RecordQueryTextIndexPlan text) {
            return text.getTextScan().getTextComparison().toString();
        } else if (plan instanceof RecordQueryPlanWithComparisons scan && scan.hasScanComparisons()) {
            return scan.getScanComparisons() + (plan.isReverse() ? " reverse" : "");
        } else if (plan instanceof RecordQueryInJoinPlan join) {
            return join.getInSource().toString();
        }
        return "";
    }
}
