package io.recordstore.fdb.embedded.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.record.ExecuteProperties;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.RecordCursor;
import com.apple.foundationdb.record.RecordCursorResult;
import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.FDBQueriedRecord;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoreTimer;
import com.apple.foundationdb.record.provider.foundationdb.OnlineIndexer;
import com.apple.foundationdb.record.provider.foundationdb.keyspace.DirectoryLayerDirectory;
import com.apple.foundationdb.record.provider.foundationdb.keyspace.KeySpace;
import com.apple.foundationdb.record.provider.foundationdb.keyspace.KeySpaceDirectory;
import com.apple.foundationdb.record.provider.foundationdb.layers.interning.ScopedInterningLayer;
import com.apple.foundationdb.record.provider.foundationdb.storestate.MetaDataVersionStampStoreStateCacheFactory;
import com.apple.foundationdb.record.query.RecordQuery;
import com.apple.foundationdb.record.query.expressions.Query;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The Record Layer runs on the embedded engine. */
class RecordLayerTest extends ShelfStore {
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
