package io.recordstore.query;

import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.provider.foundationdb.IndexScanComparisons;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.ParameterComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.record.query.plan.PlannableIndexTypes;
import com.apple.foundationdb.record.query.plan.ScanComparisons;
import com.apple.foundationdb.record.query.plan.cascades.typing.Type.Any;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryCoveringIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryScanPlan;
import com.apple.foundationdb.record.query.plan.visitor.RecordQueryPlannerSubstitutionVisitor;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Scans of what starts with a prefix, as scans from the prefix to what comes after all that starts with it. The Record
 * Layer goes on with a scan of a prefix at another place than it stopped: it takes the end of the prefix, as the key has
 * it, for a part of every value, and returns rows again.
 */
final class PrefixRanges extends RecordQueryPlannerSubstitutionVisitor {
    private PrefixRanges(RecordMetaData metaData, KeyExpression primaryKey) {
        super(metaData, PlannableIndexTypes.DEFAULT, primaryKey);
    }

    static RecordQueryPlan in(RecordQueryPlan plan, RecordMetaData metaData, KeyExpression primaryKey) {
        return plan.accept(new PrefixRanges(metaData, primaryKey));
    }

    @Override
    public RecordQueryPlan postVisit(RecordQueryPlan plan) {
        if (plan instanceof RecordQueryCoveringIndexPlan covering
                && covering.getIndexPlan() instanceof RecordQueryIndexPlan scan) {
            return new RecordQueryCoveringIndexPlan(
                    indexScan(scan), recordType(scan), covering.getAvailableFields(), covering.getToRecord());
        }
        if (plan instanceof RecordQueryIndexPlan scan) {
            return indexScan(scan);
        }
        return plan instanceof RecordQueryScanPlan scan ? recordScan(scan) : plan;
    }

    private String recordType(RecordQueryIndexPlan scan) {
        return recordMetadata
                .recordTypesForIndex(recordMetadata.getIndex(scan.getIndexName()))
                .iterator()
                .next()
                .getName();
    }

    private static RecordQueryIndexPlan indexScan(RecordQueryIndexPlan scan) {
        if (!scan.hasScanComparisons() || !hasPrefix(scan.getScanComparisons())) {
            return scan;
        }
        return new RecordQueryIndexPlan(
                scan.getIndexName(),
                scan.getCommonPrimaryKey(),
                IndexScanComparisons.byValue(bounded(scan.getScanComparisons()), scan.getScanType()),
                scan.getIndexFetchMethod(),
                scan.getFetchIndexRecords(),
                scan.isReverse(),
                scan.isStrictlySorted());
    }

    private static RecordQueryScanPlan recordScan(RecordQueryScanPlan scan) {
        return hasPrefix(scan.getScanComparisons())
                ? new RecordQueryScanPlan(
                        scan.getRecordTypes(),
                        new Any(),
                        scan.getCommonPrimaryKey(),
                        bounded(scan.getScanComparisons()),
                        scan.isReverse(),
                        scan.isStrictlySorted())
                : scan;
    }

    private static boolean hasPrefix(ScanComparisons scan) {
        return scan.getInequalityComparisons().stream()
                .anyMatch(comparison -> comparison.getType() == Type.STARTS_WITH);
    }

    private static ScanComparisons bounded(ScanComparisons scan) {
        Set<Comparison> bounds = new LinkedHashSet<>();
        for (Comparison comparison : scan.getInequalityComparisons()) {
            if (comparison.getType() == Type.STARTS_WITH) {
                String prefix = ((ParameterComparison) comparison).getParameter();
                bounds.add(new ParameterComparison(Type.GREATER_THAN_OR_EQUALS, prefix));
                Parameters.endOf(prefix).ifPresent(end -> bounds.add(new ParameterComparison(Type.LESS_THAN, end)));
            } else {
                bounds.add(comparison);
            }
        }
        return new ScanComparisons(scan.getEqualityComparisons(), bounds);
    }
}
