package io.recordstore.query;

import io.recordstore.fault.Fault;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a query would run.
 *
 * @param plan in the Record Layer's notation; empty when there is none
 * @param tree the same as a tree
 * @param indexes the names of the indexes that it uses
 * @param refusal why it would not be run; empty when it would
 */
public record Explanation(String plan, Optional<PlanNode> tree, Set<String> indexes, Optional<Fault> refusal) {
    public Explanation {
        indexes = Set.copyOf(indexes);
    }

    static Explanation of(BoundPlan bound) {
        Plan plan = bound.plan();
        Parameters values = bound.parameters();
        Set<String> indexes = new LinkedHashSet<>();
        plan.branches().forEach(branch -> indexes.addAll(branch.plan().getUsedIndexes()));
        String text =
                plan.branches().stream().map(branch -> branch.plan().toString()).collect(Collectors.joining("; then "));
        return new Explanation(
                values.show(text), PlanNode.of(plan).map(node -> node.showing(values)), indexes, plan.refusal());
    }
}
