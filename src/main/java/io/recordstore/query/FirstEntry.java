package io.recordstore.query;

import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.EvaluationContext;
import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.expressions.GroupingKeyExpression;
import com.apple.foundationdb.record.provider.common.text.TextTokenizer;
import com.apple.foundationdb.record.provider.common.text.TextTokenizer.TokenizerMode;
import com.apple.foundationdb.record.provider.foundationdb.FDBQueriedRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.indexes.TextIndexMaintainer;
import com.apple.foundationdb.record.query.expressions.Comparisons;
import com.apple.foundationdb.record.query.plan.ScanComparisons;
import com.apple.foundationdb.record.query.plan.TextScan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryCoveringIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryIndexPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryPlan;
import com.apple.foundationdb.record.query.plan.plans.RecordQueryTextIndexPlan;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.TupleHelpers;
import com.google.protobuf.Message;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * Whether an index entry is the first of those of a scan that lead to the same record.
 *
 * <p>An index on a repeated field has an entry per element, and a scan of a range of it may meet a record several times.
 * The Record Layer remembers the records that it met, for as long as one cursor lives; a query goes on with another
 * cursor. This decides by the record and the entry alone: of all entries that the record has within the range, the first
 * is taken.
 */
interface FirstEntry {

    /** @param values of the query that the scan is for */
    boolean test(FDBRecordStore store, EvaluationContext values, FDBQueriedRecord<Message> row);

    /** For a plan that reads one index; empty when no record can be met twice. */
    static Optional<FirstEntry> of(RecordQueryPlan plan, FDBRecordStore store) {
        Optional<RecordQueryPlan> leaf = onlyLeaf(plan);
        if (leaf.isPresent() && leaf.get() instanceof RecordQueryIndexPlan scan) {
            Index index = store.getRecordMetaData().getIndex(scan.getIndexName());
            return index.getRootExpression().createsDuplicates() && scan.hasScanComparisons()
                    ? Optional.of(new OfValues(index, scan.getScanComparisons(), scan.isReverse()))
                    : Optional.empty();
        }
        if (leaf.isPresent() && leaf.get() instanceof RecordQueryTextIndexPlan scan) {
            return scan.getTextScan().createsDuplicates()
                    ? Optional.of(new OfWords(scan.getTextScan()))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<RecordQueryPlan> onlyLeaf(RecordQueryPlan plan) {
        if (plan instanceof RecordQueryCoveringIndexPlan covering) {
            return Optional.of(covering.getIndexPlan());
        }
        List<RecordQueryPlan> children = plan.getChildren();
        if (children.isEmpty()) {
            return Optional.of(plan);
        }
        return children.size() == 1 ? onlyLeaf(children.get(0)) : Optional.empty();
    }

    /** Of an index on values. */
    record OfValues(Index index, ScanComparisons range, boolean reverse) implements FirstEntry {
        @Override
        public boolean test(FDBRecordStore store, EvaluationContext values, FDBQueriedRecord<Message> row) {
            Tuple entry = row.getIndexEntry().getKey();
            Range within = within(store, values, entry).toRange();
            BinaryOperator<Tuple> first =
                    reverse ? (a, b) -> a.compareTo(b) >= 0 ? a : b : (a, b) -> a.compareTo(b) <= 0 ? a : b;
            return store.getIndexMaintainer(index).evaluateIndex(row).stream()
                    .map(IndexEntry::getKey)
                    .filter(key -> isWithin(key.pack(), within))
                    .reduce(first)
                    .map(key -> key.equals(TupleHelpers.subTuple(entry, 0, key.size())))
                    .orElse(true);
        }

        private static boolean isWithin(byte[] key, Range range) {
            return ByteArrayUtil.compareUnsigned(key, range.begin) >= 0
                    && ByteArrayUtil.compareUnsigned(key, range.end) < 0;
        }

        /** The columns that the scan fixes are as the entry has them; the one that it bounds is within the bounds. */
        private TupleRange within(FDBRecordStore store, EvaluationContext values, Tuple entry) {
            Tuple fixed = TupleHelpers.subTuple(entry, 0, range.getEqualitySize());
            Set<Comparisons.Comparison> bounds = range.getInequalityComparisons();
            return bounds.isEmpty()
                    ? TupleRange.allOf(fixed)
                    : new ScanComparisons(List.of(), bounds)
                            .toTupleRange(store, values)
                            .prepend(fixed);
        }
    }

    /** Of an index on words, by the beginning of a word. */
    record OfWords(TextScan scan) implements FirstEntry {
        @Override
        public boolean test(FDBRecordStore store, EvaluationContext values, FDBQueriedRecord<Message> row) {
            int column = scan.getIndex().getRootExpression() instanceof GroupingKeyExpression grouping
                    ? grouping.getGroupingCount()
                    : 0;
            String word = row.getIndexEntry().getKey().getString(column);
            String beginning = (String) ((List<?>) scan.getTextComparison().getComparand()).get(0);
            return store.getIndexMaintainer(scan.getIndex()).evaluateIndex(row).stream()
                    .map(entry -> entry.getKey().getString(column))
                    .filter(text -> text != null)
                    .flatMap(this::words)
                    .filter(other -> other.startsWith(beginning))
                    .noneMatch(other -> Tuple.from(other).compareTo(Tuple.from(word)) < 0);
        }

        private Stream<String> words(String text) {
            TextTokenizer tokenizer = TextIndexMaintainer.getTokenizer(scan.getIndex());
            int version = TextIndexMaintainer.getIndexTokenizerVersion(scan.getIndex());
            Iterator<? extends CharSequence> words = tokenizer.tokenize(text, version, TokenizerMode.INDEX);
            return Stream.generate(() -> words.hasNext() ? words.next().toString() : null)
                    .takeWhile(next -> next != null);
        }
    }
}
