package io.recordstore.query;

import com.apple.foundationdb.record.query.plan.plans.RecordQueryIntersectionPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlanWithComparisons;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlanWithIndex;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Intersections of scans in plans with an order. The Record Layer takes scans that have the order for scans that agree on
 * what comes after it too, and would miss records where they do not.
 */
final class Intersections {
    private Intersections() {}

    /** Of the first intersection, the index without which the least is lost; empty where there is none. */
    static Optional<String> dispensableIndex(RecordQueryPlan plan) {
        return intersections(plan)
                .findFirst()
                .flatMap(intersection -> Scans.leaves(intersection).stream()
                        .filter(RecordQueryPlanWithIndex.class::isInstance)
                        .min(Comparator.comparing(Intersections::narrowing)))
                .map(scan -> ((RecordQueryPlanWithIndex) scan).getIndexName());
    }

    private static Stream<RecordQueryPlan> intersections(RecordQueryPlan plan) {
        return plan instanceof RecordQueryIntersectionPlan
                ? Stream.of(plan)
                : plan.getChildren().stream().flatMap(Intersections::intersections);
    }

    private static int narrowing(RecordQueryPlan scan) {
        return scan instanceof RecordQueryPlanWithComparisons read && read.hasScanComparisons()
                ? read.getScanComparisons().totalSize()
                : 0;
    }
}
