package io.recordstore.query;

import com.apple.foundationdb.record.query.plan.plans.RecordQueryCoveringIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryFilterPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryIntersectionPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlanWithComparisons;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryScanPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan reads. A plan that reads no more than it returns, or that an index or the primary key narrows, is no scan:
 * a condition that is checked on a whole record type or a whole index is one.
 */
final class Scans {
    private Scans() {}

    static boolean isScan(Plan.Branch branch) {
        return isScan(branch.plan());
    }

    static boolean isScan(RecordQueryPlan plan) {
        if (plan instanceof RecordQueryFilterPlan && readsEverything(plan)) {
            return true;
        }
        return plan.getChildren().stream().anyMatch(Scans::isScan);
    }

    private static boolean readsEverything(RecordQueryPlan plan) {
        return leaves(plan).stream().anyMatch(Scans::isWhole);
    }

    private static boolean isWhole(RecordQueryPlan leaf) {
        if (!(leaf instanceof RecordQueryPlanWithComparisons read) || !read.hasScanComparisons()) {
            return false;
        }
        int narrowing = read.getScanComparisons().totalSize();
        return narrowing == 0 || (leaf instanceof RecordQueryScanPlan && narrowing == recordTypeComparisons(read));
    }

    /** A primary key starts with the record type, which narrows a scan to the type and no further. */
    private static int recordTypeComparisons(RecordQueryPlanWithComparisons leaf) {
        return leaf.getScanComparisons().getEqualitySize() > 0 ? 1 : 0;
    }

    /** Whether some step keeps what several indexes have in common. */
    static boolean intersects(RecordQueryPlan plan) {
        return plan instanceof RecordQueryIntersectionPlan
                || plan.getChildren().stream().anyMatch(Scans::intersects);
    }

    /** How many columns narrow what is read, where the fewest do. */
    static int narrowing(RecordQueryPlan plan) {
        return leaves(plan).stream().mapToInt(Scans::comparisons).min().orElse(0);
    }

    private static int comparisons(RecordQueryPlan leaf) {
        return leaf instanceof RecordQueryPlanWithComparisons read && read.hasScanComparisons()
                ? read.getScanComparisons().totalSize()
                : 0;
    }

    /** The steps that read the store. */
    static List<RecordQueryPlan> leaves(RecordQueryPlan plan) {
        List<RecordQueryPlan> leaves = new ArrayList<>();
        collect(plan, leaves);
        return leaves;
    }

    private static void collect(RecordQueryPlan plan, List<RecordQueryPlan> leaves) {
        if (plan instanceof RecordQueryCoveringIndexPlan covering) {
            leaves.add(covering.getIndexPlan());
        } else if (plan.getChildren().isEmpty()) {
            leaves.add(plan);
        } else {
            plan.getChildren().forEach(child -> collect(child, leaves));
        }
    }
}
