package io.recordstore.query;

import com.apple.foundationdb.record.RecordCoreException;
import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.query.RecordQuery;
import com.apple.foundationdb.record.query.expressions.AndComponent;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.OrComponent;
import com.apple.foundationdb.record.query.expressions.QueryComponent;
import com.apple.foundationdb.record.query.expressions.RecordTypeKeyComparison;
import com.apple.foundationdb.record.query.plan.RecordQueryPlanner;
import com.apple.foundationdb.record.query.plan.RecordQueryPlannerConfiguration;
import com.apple.foundationdb.record.query.plan.ScanComparisons;
import com.apple.foundationdb.record.query.plan.cascades.typing.Type.Any;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryScanPlan;
import io.recordstore.fault.Fault;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.query.Plan.Branch;
import io.recordstore.schema.FieldPath;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordTypeSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Plans queries with the Record Layer's heuristic planner, and decides which are served by indexes.
 *
 * <p>Without an order, each alternative of a filter is a branch of its own. The Record Layer would join them in one plan
 * that remembers the records that it met, but forgets them from page to page.
 */
final class Planner {
    /** Within the Record Layer: alternatives that it multiplies out, and steps of its plan. */
    private static final int MAX_COMPLEXITY = QueryLimits.MAX_ALTERNATIVES + QueryLimits.MAX_CONDITIONS;

    private final OpenRecordSpace space;
    private final QuerySpec query;
    private final RecordTypeSchema type;
    private final RecordQueryPlanner planner;
    private final Projection projection;

    private final Optional<QueryComponent> filter;

    /** @param filter the query's, with names for its values */
    Planner(OpenRecordSpace space, QuerySpec query, Optional<QueryComponent> filter) {
        this.space = space;
        this.query = query;
        this.filter = filter;
        this.type = space.schema().recordType(query.recordType());
        this.projection = Projection.of(type, query.fields());
        this.planner =
                new RecordQueryPlanner(space.schema().metaData(), space.store().getRecordStoreState());
        this.planner.setConfiguration(RecordQueryPlannerConfiguration.defaultPlannerConfiguration()
                .asBuilder()
                .setComplexityThreshold(MAX_COMPLEXITY)
                .setMaxNumReplansForInToJoin(QueryLimits.MAX_CONDITIONS)
                .build());
    }

    /** @throws InvalidRequest when the query breaks a rule, whatever the indexes are */
    Plan plan() {
        List<SortKey> orderBy = query.distinct() ? distinctOrder() : query.orderBy();
        return orderBy.isEmpty() ? unordered() : ordered(orderBy);
    }

    private List<SortKey> distinctOrder() {
        if (query.fields().isEmpty() || !query.orderBy().isEmpty()) {
            throw new InvalidRequest(
                    "query.distinct",
                    query.fields().isEmpty()
                            ? "it needs fields: each combination of their values is returned once"
                            : "its rows are in the order of fields: leave order_by out");
        }
        return query.fields().stream().map(path -> new SortKey(path, false)).toList();
    }

    private Plan unordered() {
        List<List<QueryComponent>> alternatives = filter.map(Alternatives::of).orElse(List.of(List.of()));
        List<Branch> branches = new ArrayList<>();
        Optional<Fault> refusal = Optional.empty();
        for (List<QueryComponent> conditions : alternatives) {
            Branch branch = bestBranch(conditions, alternatives.size() == 1);
            branches.add(branch);
            if (refusal.isEmpty() && Scans.isScan(branch)) {
                refusal = Optional.of(new MissingIndex(space, type).suggest(conditions, List.of()));
            }
            if (refusal.isPresent() && !query.allowScan()) {
                return new Plan(type, branches, refusal);
            }
        }
        return new Plan(type, withoutRepetition(branches), refusal);
    }

    /** Where every alternative reads the same, it is read once, and all else is checked on it. */
    private List<Branch> withoutRepetition(List<Branch> branches) {
        if (branches.size() == 1 || !(filter.orElseThrow() instanceof AndComponent and)) {
            return branches;
        }
        boolean hasCommon = and.getChildren().stream().anyMatch(child -> !(child instanceof OrComponent));
        if (!hasCommon) {
            return branches;
        }
        Branch common = bestBranch(Alternatives.conditions(and), false);
        List<RecordQueryPlan> read = Scans.leaves(common.plan());
        boolean isSame =
                branches.stream().allMatch(branch -> Scans.leaves(branch.plan()).equals(read));
        return isSame ? List.of(common) : branches;
    }

    /**
     * @param conditions that all hold
     * @param alone whether there is no other branch, whose records would have to be known in full
     */
    private Branch bestBranch(List<QueryComponent> conditions, boolean alone) {
        Optional<Branch> first = Optional.empty();
        for (List<QueryComponent> way : ElementConditions.ways(conditions)) {
            Branch branch = branch(way, alone);
            if (!Scans.isScan(branch)) {
                return branch;
            }
            first = first.or(() -> Optional.of(branch));
        }
        return first.orElseThrow();
    }

    private Branch branch(List<QueryComponent> conditions, boolean alone) {
        Optional<QueryComponent> all =
                conditions.isEmpty() ? Optional.empty() : Optional.of(FilterTranslator.and(conditions));
        Set<String> indexes = UsableIndexes.names(space, type, query, false);
        RecordQuery.Builder builder = builder(all, indexes).setRemoveDuplicates(false);
        RecordQueryPlan best = unorderedPlan(builder, alone);
        RecordQueryPlan plan = Scans.isScan(best)
                ? bestOfOneIndex(builder, indexes, one -> narrowedPlan(one, alone))
                        .orElse(best)
                : best;
        return new Branch(plan, all, FirstEntry.of(plan, space.store()));
    }

    private RecordQueryPlan unorderedPlan(RecordQuery.Builder builder, boolean alone) {
        return alone ? covering(builder) : plan(builder);
    }

    private Optional<RecordQueryPlan> narrowedPlan(RecordQuery.Builder builder, boolean alone) {
        return Optional.of(unorderedPlan(builder, alone)).filter(plan -> !Scans.isScan(plan));
    }

    private Plan ordered(List<SortKey> orderBy) {
        requireOrdered(orderBy);
        Optional<QueryComponent> expanded = filter.map(ListedValues::asAlternatives);
        List<Order> ways = Order.ways(type, orderBy);
        Optional<Branch> scan = Optional.empty();
        for (Order order : ways) {
            Optional<Branch> branch = bestOrderedBranch(expanded, order);
            if (branch.isPresent() && !Scans.isScan(branch.get())) {
                return new Plan(type, List.of(branch.get()), Optional.empty());
            }
            scan = scan.or(() -> branch);
        }
        if (filter.isEmpty() && isByPrimaryKey(orderBy)) {
            Branch branch = inOrderOfPrimaryKey(orderBy.get(0).descending());
            return new Plan(type, List.of(branch), Optional.empty());
        }
        Fault refusal = new MissingIndex(space, type).suggest(lacking(expanded, ways), orderBy);
        return new Plan(type, scan.map(List::of).orElse(List.of()), Optional.of(refusal));
    }

    private boolean isByPrimaryKey(List<SortKey> orderBy) {
        List<String> key = type.primaryKey().stream().map(FieldPath::toString).toList();
        List<String> order = orderBy.stream().map(SortKey::path).toList();
        return order.size() <= key.size()
                && key.subList(0, order.size()).equals(order)
                && orderBy.stream().map(SortKey::descending).distinct().count() == 1;
    }

    /** Primary keys start with the record type, which the planner fixes only where there is a filter. */
    private Branch inOrderOfPrimaryKey(boolean reverse) {
        Comparison ofType = new RecordTypeKeyComparison(type.name()).getComparison();
        KeyExpression primaryKey =
                space.schema().metaData().getRecordType(type.name()).getPrimaryKey();
        RecordQueryPlan plan = new RecordQueryScanPlan(
                Set.of(type.name()),
                new Any(),
                primaryKey,
                new ScanComparisons(List.of(ofType), Set.of()),
                reverse,
                false);
        return new Branch(plan, Optional.empty(), Optional.empty());
    }

    private void requireOrdered(List<SortKey> orderBy) {
        for (int i = 0; i < orderBy.size(); i++) {
            if (!orderBy.get(i).isVersion()) {
                String requestField = query.distinct() ? "query.fields[" + i + "]" : "query.order_by[" + i + "].path";
                FieldPath path =
                        FieldPath.resolveAny(type.user(), orderBy.get(i).path(), requestField);
                space.schema().sensitiveFields().refuse(path, requestField);
            }
        }
    }

    /** The first alternative of the filter that no index serves in this order. */
    private List<QueryComponent> lacking(Optional<QueryComponent> expanded, List<Order> ways) {
        List<List<QueryComponent>> alternatives = expanded.map(Alternatives::of).orElse(List.of(List.of()));
        for (List<QueryComponent> conditions : alternatives) {
            Optional<QueryComponent> alternative =
                    conditions.isEmpty() ? Optional.empty() : Optional.of(FilterTranslator.and(conditions));
            boolean served = ways.stream()
                    .map(order -> bestOrderedBranch(alternative, order))
                    .anyMatch(branch -> branch.isPresent() && !Scans.isScan(branch.get()));
            if (!served) {
                return conditions;
            }
        }
        return alternatives.get(0);
    }

    /** One alternative is prepared in every way, several each in its first. */
    private Optional<Branch> bestOrderedBranch(Optional<QueryComponent> selected, Order order) {
        List<List<QueryComponent>> alternatives = selected.map(Alternatives::of).orElse(List.of(List.of()));
        Optional<Branch> first = Optional.empty();
        for (List<QueryComponent> way : ElementConditions.ways(alternatives.get(0))) {
            Optional<Branch> branch = orderedBranch(rejoined(way, alternatives), order);
            if (branch.isPresent() && !Scans.isScan(branch.get())) {
                return branch;
            }
            first = first.or(() -> branch);
        }
        return first;
    }

    private static Optional<QueryComponent> rejoined(
            List<QueryComponent> first, List<List<QueryComponent>> alternatives) {
        List<QueryComponent> joined = new ArrayList<>();
        if (!first.isEmpty()) {
            joined.add(FilterTranslator.and(first));
        }
        alternatives.stream()
                .skip(1)
                .map(conditions -> ElementConditions.ways(conditions).get(0))
                .map(FilterTranslator::and)
                .forEach(joined::add);
        return joined.isEmpty() ? Optional.empty() : Optional.of(FilterTranslator.or(joined));
    }

    private Optional<Branch> orderedBranch(Optional<QueryComponent> selected, Order order) {
        Set<String> indexes = UsableIndexes.names(space, type, query, true);
        RecordQuery.Builder builder = builder(selected, indexes).setSort(order.key(), order.reverse());
        return orderedPlan(builder)
                .flatMap(plan -> Scans.intersects(plan)
                        ? bestOfOneIndex(builder, indexes, this::orderedPlan)
                        : Optional.of(plan))
                .map(plan -> new Branch(plan, selected, FirstEntry.of(plan, space.store())));
    }

    /**
     * With an order, the Record Layer intersects indexes that do not run in step when a condition is a range, and loses
     * records. Without one, it intersects indexes of two lists of values, forgets which lists they were found by, and
     * reads every record instead. One index at a time has no other to meet.
     */
    private static Optional<RecordQueryPlan> bestOfOneIndex(
            RecordQuery.Builder builder,
            Set<String> indexes,
            Function<RecordQuery.Builder, Optional<RecordQueryPlan>> planned) {
        return indexes.stream()
                .sorted()
                .map(index -> planned.apply(builder.setAllowedIndexes(Set.of(index))))
                .flatMap(Optional::stream)
                .filter(plan -> !Scans.intersects(plan))
                .max(Comparator.comparing(Scans::narrowing));
    }

    private Optional<RecordQueryPlan> orderedPlan(RecordQuery.Builder builder) {
        try {
            return Optional.of(covering(builder));
        } catch (RecordCoreException e) {
            // With an order, the planner's one complaint is that no index has it.
            return Optional.empty();
        }
    }

    private RecordQuery.Builder builder(Optional<QueryComponent> selected, Set<String> indexes) {
        RecordQuery.Builder builder =
                RecordQuery.newBuilder().setRecordType(type.name()).setAllowedIndexes(indexes);
        selected.ifPresent(builder::setFilter);
        return builder;
    }

    /** A plan that reads no records where an index holds all that is returned, and each record once. */
    private RecordQueryPlan covering(RecordQuery.Builder builder) {
        if (projection.columns().isEmpty()) {
            return plan(builder);
        }
        RecordQueryPlan plan =
                plan(builder.setRequiredResults(projection.columns().get()));
        return FirstEntry.of(plan, space.store()).isEmpty() ? plan : plan(builder.setRequiredResults(null));
    }

    private RecordQueryPlan plan(RecordQuery.Builder builder) {
        RecordMetaData metaData = space.schema().metaData();
        return PrefixRanges.in(
                planner.plan(builder.build()),
                metaData,
                metaData.getRecordType(type.name()).getPrimaryKey());
    }
}
