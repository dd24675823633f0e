package io.recordstore.query;

import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.provider.foundationdb.IndexScanComparisons;
import com.apple.foundationdb.record.query.expressions.Comparisons.Comparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.SimpleComparison;
import com.apple.foundationdb.record.query.expressions.Comparisons.Type;
import com.apple.foundationdb.record.query.plan.PlannableIndexTypes;
import com.apple.foundationdb.record.query.plan.ScanComparisons;
import com.apple.foundationdb.record.query.plan.cascades.typing.Type.Any;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryCoveringIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryScanPlan;
import com.apple.foundationdb.record.query.plan.visitor.RecordQueryPlannerSubstitutionVisitor;
import com.google.protobuf.ByteString;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Scans of what starts with a prefix, as scans from the prefix to what comes after all that starts with it. The Record
 * Layer goes on with a scan of a prefix at another place than it stopped: it takes the end of the prefix, as the key has
 * it, for a part of every value, and returns rows again.
 */
final class PrefixRanges extends RecordQueryPlannerSubstitutionVisitor {
    private static final int MAX_BYTE = 0xff;

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
                Object prefix = comparison.getComparand();
                bounds.add(new SimpleComparison(Type.GREATER_THAN_OR_EQUALS, prefix));
                after(prefix).ifPresent(end -> bounds.add(new SimpleComparison(Type.LESS_THAN, end)));
            } else {
                bounds.add(comparison);
            }
        }
        return new ScanComparisons(scan.getEqualityComparisons(), bounds);
    }

    private static Optional<Object> after(Object prefix) {
        return prefix instanceof String text ? afterText(text).map(end -> end) : afterBytes((ByteString) prefix);
    }

    /** The least text, by its code points, that is greater than all that start with the prefix. */
    private static Optional<String> afterText(String prefix) {
        int[] points = prefix.codePoints().toArray();
        for (int last = points.length - 1; last >= 0; last--) {
            if (points[last] < Character.MAX_CODE_POINT) {
                int next = points[last] + 1;
                boolean isSurrogate = next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE;
                return Optional.of(new StringBuilder(new String(points, 0, last))
                        .appendCodePoint(isSurrogate ? Character.MAX_SURROGATE + 1 : next)
                        .toString());
            }
        }
        return Optional.empty();
    }

    private static Optional<Object> afterBytes(ByteString prefix) {
        for (int last = prefix.size() - 1; last >= 0; last--) {
            int value = prefix.byteAt(last) & MAX_BYTE;
            if (value < MAX_BYTE) {
                byte[] end = {(byte) (value + 1)};
                return Optional.of(prefix.substring(0, last).concat(ByteString.copyFrom(end)));
            }
        }
        return Optional.empty();
    }
}
