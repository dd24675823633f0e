package io.recordstore.fdb.embedded.records;

import static com.apple.foundationdb.record.metadata.Key.Expressions.concatenateFields;
import static com.apple.foundationdb.record.metadata.Key.Expressions.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.IndexOptions;
import com.apple.foundationdb.record.metadata.IndexTypes;
import com.apple.foundationdb.record.metadata.Key;
import com.apple.foundationdb.record.metadata.expressions.DimensionsKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.GroupingKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression.FanType;
import com.apple.foundationdb.record.metadata.expressions.VersionKeyExpression;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.record.provider.foundationdb.IndexScanBounds;
import com.apple.foundationdb.record.provider.foundationdb.MultidimensionalIndexScanBounds;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowLeaderboard;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowLeaderboardWindowUpdate;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowLeaderboardWindowUpdate.TimeWindowSpec;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowScanRange;
import com.apple.foundationdb.tuple.Tuple;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every index type of the Record Layer is kept and read on the embedded engine. */
class IndexTypesTest extends ShelfStore {
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
    void keepsTheOtherAggregateIndexes() {
        useIndexes(
                new Index("not_null", field("pages").groupBy(field("shelf")), IndexTypes.COUNT_NOT_NULL),
                new Index("max_long", field("pages").groupBy(field("shelf")), IndexTypes.MAX_EVER_LONG),
                new Index("min_tuple", field("title").groupBy(field("shelf")), IndexTypes.MIN_EVER_TUPLE),
                new Index(
                        "newest",
                        new GroupingKeyExpression(
                                Key.Expressions.concat(field("shelf"), VersionKeyExpression.VERSION), 1),
                        IndexTypes.MAX_EVER_VERSION),
                new Index(
                        "least",
                        field("pages").groupBy(concatenateFields("shelf", "title")),
                        IndexTypes.PERMUTED_MIN,
                        Map.of(IndexOptions.PERMUTED_SIZE_OPTION, "1")));
        saveShelves();
        inStore(store -> store.saveRecord(book(5, "Persuasion", "land", 250)));

        assertThat(scan("not_null", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", 3), Tuple.from("sea", 2));
        assertThat(scan("max_long", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", 500), Tuple.from("sea", 600));
        assertThat(scan("min_tuple", IndexScanType.BY_GROUP, TupleRange.ALL))
                .containsExactly(Tuple.from("land", "Emma"), Tuple.from("sea", "Lord Jim"));
        List<Tuple> newest = scan("newest", IndexScanType.BY_GROUP, TupleRange.ALL);
        assertThat(newest).extracting(entry -> entry.getString(0)).containsExactly("land", "sea");
        assertThat(newest.get(0).getVersionstamp(1)).isGreaterThan(newest.get(1).getVersionstamp(1));
        assertThat(scan("least", IndexScanType.BY_GROUP, TupleRange.allOf(Tuple.from("sea"))))
                .extracting(entry -> entry.getLong(1))
                .containsExactly(400L, 600L);
    }

    @Test
    void refusesASecondEntryInAUniqueIndex() {
        useIndexes(new Index("title", field("title"), IndexTypes.VALUE, IndexOptions.UNIQUE_OPTIONS));
        saveShelves();

        assertThatThrownBy(() -> inStore(store -> store.saveRecord(book(9, "Emma", "sea", 1))))
                .isInstanceOf(RecordIndexUniquenessViolation.class);
        assertThat(scan("title", IndexScanType.BY_VALUE, TupleRange.allOf(Tuple.from("Emma"))))
                .hasSize(1);
    }

    @Test
    void ranksWithinTimeWindows() {
        useIndexes(
                new Index("board", concatenateFields("pages", "id").ungrouped(), IndexTypes.TIME_WINDOW_LEADERBOARD));
        inStore(store -> store.performIndexOperation(
                "board",
                new TimeWindowLeaderboardWindowUpdate(
                        0,
                        true,
                        Long.MIN_VALUE,
                        true,
                        List.of(new TimeWindowSpec(1, 0, 2, 2, 3)),
                        TimeWindowLeaderboardWindowUpdate.Rebuild.NEVER)));
        saveShelves();

        assertThat(window(TimeWindowLeaderboard.ALL_TIME_LEADERBOARD_TYPE, 0)).containsExactly(1L, 3L, 2L, 4L);
        assertThat(window(1, 2)).containsExactly(3L, 2L);
    }

    private List<Long> window(int type, long time) {
        return keys("board", new TimeWindowScanRange(type, time, TupleRange.ALL));
    }

    private List<Long> keys(String index, IndexScanBounds bounds) {
        return inStore(store -> store.scanIndex(
                        store.getRecordMetaData().getIndex(index), bounds, null, ScanProperties.FORWARD_SCAN)
                .map(entry -> entry.getPrimaryKey().getLong(0))
                .asList()
                .join());
    }

    @Test
    void findsPointsInARectangle() {
        useIndexes(new Index(
                "plane",
                DimensionsKeyExpression.of(null, concatenateFields("id", "pages")),
                IndexTypes.MULTIDIMENSIONAL));
        for (long id = 0; id < 200; id++) {
            long row = id;
            inStore(store -> store.saveRecord(book(row, "t", "s", row * 7 % 100)));
        }

        TupleRange ids = TupleRange.betweenInclusive(Tuple.from(50), Tuple.from(99));
        TupleRange pages = TupleRange.betweenInclusive(Tuple.from(0), Tuple.from(9));
        List<Long> found = keys(
                "plane",
                new MultidimensionalIndexScanBounds(
                        TupleRange.ALL,
                        new MultidimensionalIndexScanBounds.Hypercube(List.of(ids, pages)),
                        TupleRange.ALL));
        List<Long> expected = LongStream.rangeClosed(50, 99)
                .filter(id -> id * 7 % 100 < 10)
                .boxed()
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }
}
