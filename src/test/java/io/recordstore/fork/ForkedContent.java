package io.recordstore.fork;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.IndexTypes;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoredRecord;
import com.apple.foundationdb.record.provider.foundationdb.KeyValueCursor;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * All that a RecordSpace to which nobody writes holds, with nothing of its own keys in it. It is read page by page, each in a
 * transaction of its own, so that none lasts long however much there is.
 *
 * @param records by their keys, with their versions
 * @param indexes the entries of each index as the store has them; of texts as a scan returns them, since how they are
 *     bunched is a matter of the order of writes; of sensitive fields without the hashes
 */
record ForkedContent(Map<String, String> records, Map<String, List<String>> indexes) {
    private static final ScanProperties PAGE =
            ExecuteProperties.newBuilder().setReturnedRowLimit(200).build().asScanProperties(false);

    /** Goes on in a transaction where it ended in another. */
    @FunctionalInterface
    private interface Scan<T> {
        RecordCursor<T> from(OpenRecordSpace open, byte[] continuation);
    }

    private record Page<T>(List<T> found, byte[] continuation) {}

    static ForkedContent of(TestServer server, RecordSpaceName space) {
        Map<String, List<String>> indexes = new TreeMap<>();
        for (Index index : indexes(server, space)) {
            indexes.put(index.getName(), entries(server, space, index));
        }
        return new ForkedContent(records(server, space), indexes);
    }

    private static List<Index> indexes(TestServer server, RecordSpaceName space) {
        return server.commit(
                        space,
                        (context, open) -> CompletableFuture.completedFuture(
                                open.schema().metaData().getAllIndexes()))
                .value();
    }

    private static Map<String, String> records(TestServer server, RecordSpaceName space) {
        Map<String, String> records = new TreeMap<>();
        List<Map.Entry<String, String>> found = all(server, space, (open, continuation) -> open.store()
                .scanRecords(TupleRange.ALL, continuation, PAGE)
                .map(record -> Map.entry(record.getPrimaryKey().toString(), text(open, record))));
        found.forEach(record -> records.put(record.getKey(), record.getValue()));
        return records;
    }

    private static <T> List<T> all(TestServer server, RecordSpaceName space, Scan<T> scan) {
        List<T> all = new ArrayList<>();
        byte[] continuation = null;
        do {
            byte[] begin = continuation;
            Page<T> page = server.commit(space, (context, open) -> page(scan.from(open, begin)))
                    .value();
            all.addAll(page.found());
            continuation = page.continuation();
        } while (continuation != null);
        return all;
    }

    private static <T> CompletableFuture<Page<T>> page(RecordCursor<T> cursor) {
        AtomicReference<RecordCursorResult<T>> end = new AtomicReference<>();
        return cursor.asList(end)
                .thenApply(
                        found -> new Page<>(found, end.get().getContinuation().toBytes()));
    }

    private static String text(OpenRecordSpace open, FDBStoredRecord<Message> record) {
        return TextFormat.escapeBytes(open.schema().userBytes(record.getRecord())) + " at " + record.getVersion();
    }

    private static List<String> entries(TestServer server, RecordSpaceName space, Index index) {
        if (index.getType().equals(IndexTypes.TEXT)) {
            return all(server, space, (open, continuation) -> open.store()
                    .scanIndex(index, IndexScanType.BY_TEXT_TOKEN, TupleRange.ALL, continuation, PAGE)
                    .map(IndexEntry::toString));
        }
        if (index.getName().startsWith("secret")) {
            return withoutHashes(all(server, space, (open, continuation) -> open.store()
                    .scanIndex(index, IndexScanType.BY_VALUE, TupleRange.ALL, continuation, PAGE)));
        }
        List<String> entries = raw(server, space, open -> open.store().indexSubspace(index));
        entries.addAll(raw(server, space, open -> open.store().indexSecondarySubspace(index)));
        return entries;
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

    private static List<String> raw(
            TestServer server, RecordSpaceName space, Function<OpenRecordSpace, Subspace> subspaceOf) {
        return all(server, space, (open, continuation) -> {
            Subspace subspace = subspaceOf.apply(open);
            return KeyValueCursor.Builder.withSubspace(subspace)
                    .setContext(open.store().getRecordContext())
                    .setRange(TupleRange.ALL)
                    .setContinuation(continuation)
                    .setScanProperties(PAGE)
                    .build()
                    .map(entry -> text(subspace, entry));
        });
    }

    private static String text(Subspace subspace, KeyValue entry) {
        byte[] key = entry.getKey();
        return ByteArrayUtil.printable(Arrays.copyOfRange(key, subspace.getKey().length, key.length)) + " = "
                + ByteArrayUtil.printable(entry.getValue());
    }
}
