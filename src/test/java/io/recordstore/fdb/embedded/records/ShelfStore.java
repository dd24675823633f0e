package io.recordstore.fdb.embedded.records;

import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordStore;
import com.apple.foundationdb.record.provider.foundationdb.FDBStoreTimer;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.Message;
import io.recordstore.fdb.embedded.EmbeddedDatabase;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A record store of books on a database in memory, with the indexes that a test wants. */
abstract class ShelfStore {
    static final Subspace SUBSPACE = new Subspace(Tuple.from("books"));

    EmbeddedDatabase engine;
    FDBDatabase database;
    RecordMetaData metaData;

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

    /** Does work in a transaction that has a timer, which multidimensional indexes need. */
    <T> T inStore(Function<FDBRecordStore, T> work) {
        return database.run(new FDBStoreTimer(), null, context -> work.apply(store(context)));
    }

    FDBRecordStore store(FDBRecordContext context) {
        return FDBRecordStore.newBuilder()
                .setMetaDataProvider(metaData)
                .setContext(context)
                .setSubspace(SUBSPACE)
                .createOrOpen();
    }

    Message book(long id, String title, String shelf, long pages, String... tags) {
        return Schema.book(metaData, id, title, shelf, pages, tags);
    }

    void useIndexes(Index... indexes) {
        metaData = Schema.metaData(builder -> {
            for (Index index : indexes) {
                builder.addIndex("Book", index);
            }
        });
    }

    void saveShelves() {
        inStore(store -> {
            store.saveRecord(book(1, "Moby Dick or the whale", "sea", 600, "whale", "novel"));
            store.saveRecord(book(2, "Lord Jim", "sea", 400, "novel"));
            store.saveRecord(book(3, "Emma", "land", 500, "novel"));
            return store.saveRecord(book(4, "The white whale", "land", 100));
        });
    }

    List<Tuple> scan(String index, IndexScanType type, TupleRange range) {
        return inStore(store -> store.scanIndex(
                        store.getRecordMetaData().getIndex(index), type, range, null, ScanProperties.FORWARD_SCAN)
                .map(entry -> entry.getKey().addAll(entry.getValue()))
                .asList()
                .join());
    }
}
