package io.recordstore.fdb.embedded.records;

import static com.apple.foundationdb.record.metadata.Key.Expressions.concatenateFields;
import static com.apple.foundationdb.record.metadata.Key.Expressions.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.IndexOptions;
import com.apple.foundationdb.record.metadata.IndexTypes;
import com.apple.foundationdb.record.metadata.expressions.GroupingKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression.FanType;
import com.apple.foundationdb.record.metadata.expressions.VersionKeyExpression;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBQueriedRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoreTimer;
import com.apple.foundationdb.record.provider.foundationdb.OnlineIndexer;
import com.apple.foundationdb.record.provider.foundationdb.keyspace.DirectoryLayerDirectory;
import com.apple.foundationdb.record.provider.foundationdb.keyspace.KeySpace;
import com.apple.foundationdb.record.provider.foundationdb.keyspace.KeySpaceDirectory;
import com.apple.foundationdb.record.provider.foundationdb.layers.interning.ScopedInterningLayer;
import com.apple.foundationdb.record.provider.foundationdb.storestate.MetaDataVersionStampStoreStateCacheFactory;
import com.apple.foundationdb.record.query.RecordQuery;
import com.apple.foundationdb.record.query.expressions.Query;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Record Layer runs on the embedded engine. */
class RecordLayerTest {
    private static final Subspace SUBSPACE = new Subspace(Tuple.from("books"));

    private EmbeddedDatabase engine;
    private FDBDatabase database;
    private RecordMetaData metaData;

    @BeforeEach
    void open() {
        engine = EmbeddedDatabase.inMemory();
        EmbeddedFactory factory = new EmbeddedFactory(engine);
        factory.setMaxAttempts(1_000);
        database = factory.getDatabase();
        metaData = Schema.metaData(builder -> builder.addIndex("Book", new Index("by_shelf", "shelf")));
    }

    @AfterEach
    void close() {
        database.close();
        engine.close();
    }

    private <T> T inStore(Function<FDBRecordStore, T> work) {
        return database.run(context -> work.apply(store(context)));
    }

    private FDBRecordStore store(FDBRecordContext context) {
        return FDBRecordStore.newBuilder()
                .setMetaDataProvider(metaData)
                .setContext(context)
                .setSubspace(SUBSPACE)
                .createOrOpen();
    }

    private Message book(long id, String title, String shelf, long pages, String... tags) {
        return Schema.book(metaData, id, title, shelf, pages, tags);
    }

    @Test
    void findsRecordsByAValueIndex() {
        inStore(store -> {
            store.saveRecord(book(1, "Moby Dick", "sea", 600));
            store.saveRecord(book(2, "Lord Jim", "sea", 400));
            return store.saveRecord(book(3, "Emma", "land", 500));
        });

        RecordQuery query = RecordQuery.newBuilder()
                .setRecordType("Book")
                .setFilter(Query.field("shelf").equalsValue("sea"))
                .build();
        List<Long> found = inStore(store -> store.executeQuery(query)
                .map(FDBQueriedRecord::getPrimaryKey)
                .map(key -> key.getLong(0))
                .asList()
                .join());

        assertThat(found).containsExactly(1L, 2L);
    }

    private void useIndexes(Index... indexes) {
        metaData = Schema.metaData(builder -> {
            for (Index index : indexes) {
                builder.addIndex("Book", index);
            }
        });
    }

    private void saveShelves() {
        inStore(store -> {
            store.saveRecord(book(1, "Moby Dick or the whale", "sea", 600, "whale", "novel"));
            store.saveRecord(book(2, "Lord Jim", "sea", 400, "novel"));
            store.saveRecord(book(3, "Emma", "land", 500, "novel"));
            return store.saveRecord(book(4, "The white whale", "land", 100));
        });
    }

    private List<Tuple> scan(String index, IndexScanType type, TupleRange range) {
        return inStore(store -> store.scanIndex(
                        store.getRecordMetaData().getIndex(index), type, range, null, ScanProperties.FORWARD_SCAN)
                .map(entry -> entry.getKey().addAll(entry.getValue()))
                .asList()
                .join());
    }

    @Test
    void keepsAggregateIndexes() {
        useIndexes(
                new Index("count", new GroupingKeyExpression(field("shelf"), 0), IndexTypes.COUNT),
                new Index("sum", field("pages").groupBy(field("shelf")), IndexTypes.SUM),
                new Index("max", field("pages").groupBy(field("shelf")), IndexTypes.MAX_EVER_TUPLE),
                new Index("min", field("pages").groupBy(field("shelf")), IndexTypes.MIN_EVER_LONG),
                new Index("updates", new GroupingKeyExpression(field("shelf"), 0), IndexTypes.COUNT_UPDATES));
        saveShelves();

        assertThat(scan("count", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", 2), Tuple.from("sea", 2));
        assertThat(scan("sum", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", 600), Tuple.from("sea", 1_000));
        assertThat(scan("max", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", 500), Tuple.from("sea", 600));
        assertThat(scan("min", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", 100), Tuple.from("sea", 400));
        assertThat(scan("updates", IndexScanType.BY_GROUP, TupleRange.ALL)).hasSize(2);
    }

    @Test
    void keepsVersionsInCommitOrder() {
        useIndexes(new Index("version", VersionKeyExpression.VERSION, IndexTypes.VERSION));
        for (long id : new long[] {7, 3, 5}) {
            inStore(store -> store.saveRecord(book(id, "t", "s", 1)));
        }

        assertThat(scan("version", IndexScanType.BY_VALUE, TupleRange.ALL))
                .extracting(key -> key.getLong(1))
                .containsExactly(7L, 3L, 5L);
        FDBRecordVersion version =
                inStore(store -> store.loadRecord(Tuple.from(5)).getVersion());
        assertThat(version.isComplete()).isTrue();
    }

    @Test
    void ranksRecords() {
        useIndexes(new Index("rank", field("pages").ungrouped(), IndexTypes.RANK));
        saveShelves();

        assertThat(scan("rank", IndexScanType.BY_RANK, TupleRange.allOf(Tuple.from(1))))
                .extracting(key -> key.getLong(0))
                .containsExactly(400L);
    }

    @Test
    void findsText() {
        useIndexes(new Index("text", field("title"), IndexTypes.TEXT));
        saveShelves();

        assertThat(scan("text", IndexScanType.BY_TEXT_TOKEN, TupleRange.allOf(Tuple.from("whale"))))
                .extracting(key -> key.getLong(1))
                .containsExactly(1L, 4L);
    }

    @Test
    void indexesRepeatedFields() {
        useIndexes(new Index("tags", field("tag", FanType.FanOut)));
        saveShelves();

        assertThat(scan("tags", IndexScanType.BY_VALUE, TupleRange.allOf(Tuple.from("novel"))))
                .extracting(key -> key.getLong(1))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void keepsBitmapAndPermutedIndexes() {
        useIndexes(
                new Index(
                        "bitmap",
                        field("pages").groupBy(field("shelf")),
                        IndexTypes.BITMAP_VALUE,
                        Map.of(IndexOptions.BITMAP_VALUE_ENTRY_SIZE_OPTION, "64")),
                new Index(
                        "permuted",
                        field("pages").groupBy(concatenateFields("shelf", "title")),
                        IndexTypes.PERMUTED_MAX,
                        Map.of(IndexOptions.PERMUTED_SIZE_OPTION, "1")));
        saveShelves();

        assertThat(scan("bitmap", IndexScanType.BY_GROUP, TupleRange.ALL)).isNotEmpty();
        assertThat(scan("permuted", IndexScanType.BY_GROUP, TupleRange.allOf(Tuple.from("sea"))))
                .hasSize(2);
    }

    @Test
    void buildsAnIndexOnlineBesideAWriter() {
        RecordMetaData before = metaData;
        inStore(store -> {
            for (long id = 0; id < 300; id++) {
                store.saveRecord(book(id, "t" + id, "s", id));
            }
            return null;
        });
        metaData = Schema.metaData(builder -> {
            builder.addIndex("Book", new Index("by_shelf", "shelf"));
            builder.addIndex("Book", new Index("by_pages", "pages"));
        });
        assertThat(metaData.getVersion()).isGreaterThan(before.getVersion());
        Index added = metaData.getIndex("by_pages");
        CompletableFuture<Void> building;
        try (OnlineIndexer indexer = OnlineIndexer.newBuilder()
                .setDatabase(database)
                .setMetaData(metaData)
                .setIndex(added)
                .setSubspace(SUBSPACE)
                .setLimit(20)
                .build()) {
            building = indexer.buildIndexAsync();
            for (long id = 300; id < 330; id++) {
                long current = id;
                inStore(store -> store.saveRecord(book(current, "t" + current, "s", current)));
            }
            building.join();
        }

        assertThat(scan("by_pages", IndexScanType.BY_VALUE, TupleRange.ALL)).hasSize(330);
        boolean readable = inStore(store -> store.isIndexReadable(added));
        assertThat(readable).isTrue();
    }

    @Test
    void splitsLongRecords() {
        String title = "x".repeat(250_000);
        inStore(store -> store.saveRecord(book(1, title, "s", 1)));

        Message loaded = inStore(store -> store.loadRecord(Tuple.from(1)).getRecord());
        assertThat(loaded.getField(loaded.getDescriptorForType().findFieldByName("title")))
                .isEqualTo(title);
    }

    @Test
    void retriesConflictsUntilEveryUpdateIsIn() {
        inStore(store -> store.saveRecord(book(1, "t", "s", 0)));
        List<CompletableFuture<Void>> updates = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            updates.add(CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 10; j++) {
                    inStore(store -> {
                        Message old = store.loadRecord(Tuple.from(1)).getRecord();
                        long pages =
                                (long) old.getField(old.getDescriptorForType().findFieldByName("pages"));
                        return store.saveRecord(book(1, "t", "s", pages + 1));
                    });
                }
            }));
        }
        updates.forEach(CompletableFuture::join);

        Object pages = inStore(store -> {
            Message record = store.loadRecord(Tuple.from(1)).getRecord();
            return record.getField(record.getDescriptorForType().findFieldByName("pages"));
        });
        assertThat(pages).isEqualTo(40L);
    }

    @Test
    void resolvesAKeySpace() {
        KeySpace keySpace = new KeySpace(new DirectoryLayerDirectory("app", "shelves")
                .addSubdirectory(new KeySpaceDirectory("number", KeySpaceDirectory.KeyType.LONG)));
        try (FDBRecordContext context = database.openContext()) {
            Tuple path = keySpace.path("app").add("number", 7L).toTuple(context);
            assertThat(path.getLong(1)).isEqualTo(7L);
            context.commit();
        }
    }

    @Test
    void internsStrings() {
        ScopedInterningLayer resolver = ScopedInterningLayer.global(database);
        Long first = resolver.resolve("hello").join();
        assertThat(resolver.resolve("hello").join()).isEqualTo(first);
        assertThat(resolver.reverseLookup((FDBStoreTimer) null, first).join()).isEqualTo("hello");
    }

    @Test
    void cachesTheStateOfStores() {
        EmbeddedFactory factory = new EmbeddedFactory(engine);
        factory.setStoreStateCacheFactory(MetaDataVersionStampStoreStateCacheFactory.newInstance());
        database = factory.getDatabase();
        inStore(store -> {
            store.setStateCacheability(true);
            return null;
        });
        for (int i = 0; i < 3; i++) {
            long id = i;
            inStore(store -> store.saveRecord(book(id, "t", "s", 1)));
        }
        int count = inStore(store ->
                store.scanRecords(null, ScanProperties.FORWARD_SCAN).getCount().join());
        assertThat(count).isEqualTo(3);
    }

    @Test
    void continuesAQueryInAnotherTransaction() {
        saveShelves();
        RecordQuery query = RecordQuery.newBuilder().setRecordType("Book").build();
        List<Long> found = new ArrayList<>();
        byte[] continuation = null;
        do {
            byte[] from = continuation;
            RecordCursorResult<FDBQueriedRecord<Message>> last = inStore(store -> {
                RecordCursor<FDBQueriedRecord<Message>> cursor = store.executeQuery(
                        query,
                        from,
                        ExecuteProperties.newBuilder().setReturnedRowLimit(1).build());
                RecordCursorResult<FDBQueriedRecord<Message>> result = cursor.getNext();
                if (result.hasNext()) {
                    found.add(result.get().getPrimaryKey().getLong(0));
                }
                return result;
            });
            continuation = last.hasNext() ? last.getContinuation().toBytes() : null;
        } while (continuation != null);
        assertThat(found).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void performsNoOp() {
        database.performNoOp();
        assertThat(database.performNoOpAsync().handle((done, error) -> error).join())
                .isNull();
    }
}
