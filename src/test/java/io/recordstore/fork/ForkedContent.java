package io.recordstore.fork;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * All that a RecordSpace holds, with nothing of its own keys in it.
 *
 * @param records by their keys, with their versions
 * @param indexes the entries of each index as the store has them; of texts as a scan returns them, since how they are
 *     bunched is a matter of the order of writes; of sensitive fields without the hashes
 */
record ForkedContent(Map<String, String> records, Map<String, List<String>> indexes) {

    static ForkedContent of(TestServer server, RecordSpaceName space) {
        return server.commit(space, (context, open) -> records(open).thenCombine(indexes(open), ForkedContent::new))
                .value();
    }

    private static CompletableFuture<Map<String, String>> records(OpenRecordSpace open) {
        return open.store()
                .scanRecords(TupleRange.ALL, null, ScanProperties.FORWARD_SCAN)
                .asList()
                .thenApply(stored -> {
                    Map<String, String> records = new TreeMap<>();
                    stored.forEach(record -> records.put(record.getPrimaryKey().toString(), text(open, record)));
                    return records;
                });
    }

    private static String text(OpenRecordSpace open, FDBStoredRecord<Message> record) {
        return open.schema().strip(record.getRecord()) + " at " + record.getVersion();
    }

    private static CompletableFuture<Map<String, List<String>>> indexes(OpenRecordSpace open) {
        CompletableFuture<Map<String, List<String>>> all = CompletableFuture.completedFuture(new TreeMap<>());
        for (Index index : open.schema().metaData().getAllIndexes()) {
            all = all.thenCompose(map -> entries(open, index).thenApply(entries -> {
                map.put(index.getName(), entries);
                return map;
            }));
        }
        return all;
    }

    private static CompletableFuture<List<String>> entries(OpenRecordSpace open, Index index) {
        boolean isText = open.schema().indexes().containsKey(index.getName())
                && open.schema().indexes().get(index.getName()).kind() == IndexKind.TEXT;
        if (isText) {
            return open.store()
                    .scanIndex(index, IndexScanType.BY_TEXT_TOKEN, TupleRange.ALL, null, ScanProperties.FORWARD_SCAN)
                    .asList()
                    .thenApply(found -> found.stream().map(IndexEntry::toString).toList());
        }
        if (index.getName().startsWith("secret")) {
            return open.store()
                    .scanIndex(index, IndexScanType.BY_VALUE, TupleRange.ALL, null, ScanProperties.FORWARD_SCAN)
                    .asList()
                    .thenApply(ForkedContent::withoutHashes);
        }
        return raw(open, open.store().indexSubspace(index))
                .thenCombine(raw(open, open.store().indexSecondarySubspace(index)), (first, second) -> {
                    first.addAll(second);
                    return first;
                });
    }

    /** Which entries have one value in common, whatever that is. */
    private static List<String> withoutHashes(List<IndexEntry> entries) {
        Map<Object, List<String>> byHash = new TreeMap<>();
        entries.forEach(entry -> byHash.computeIfAbsent(
                        ByteArrayUtil.printable((byte[]) entry.getKey().get(0)), hash -> new ArrayList<>())
                .add(Tuple.fromList(entry.getKey()
                                .getItems()
                                .subList(1, entry.getKey().size()))
                        .toString()));
        return byHash.values().stream().map(Object::toString).sorted().toList();
    }

    private static CompletableFuture<List<String>> raw(OpenRecordSpace open, Subspace subspace) {
        return open.store()
                .getRecordContext()
                .ensureActive()
                .getRange(Range.startsWith(subspace.getKey()))
                .asList()
                .thenApply(found -> {
                    List<String> entries = new ArrayList<>();
                    found.forEach(entry -> entries.add(text(subspace, entry)));
                    return entries;
                });
    }

    private static String text(Subspace subspace, KeyValue entry) {
        byte[] key = entry.getKey();
        return ByteArrayUtil.printable(Arrays.copyOfRange(key, subspace.getKey().length, key.length)) + " = "
                + ByteArrayUtil.printable(entry.getValue());
    }
}
