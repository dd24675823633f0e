package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.record.IndexEntry;
import com.apple.foundationdb.record.IndexScanType;
import com.apple.foundationdb.record.IndexState;
import com.apple.foundationdb.record.RecordIndexUniquenessViolation;
import com.apple.foundationdb.record.ScanProperties;
import com.apple.foundationdb.record.TupleRange;
import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.provider.foundationdb.IndexScanBounds;
import com.apple.foundationdb.record.provider.foundationdb.IndexScanRange;
import com.apple.foundationdb.record.provider.foundationdb.leaderboard.TimeWindowScanRange;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fault.NotUnique;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each kind of index holds of records, at the edge of the domain: the entries in the store. */
class IndexKindsTest {
    private static final String PROTO =
            """
            syntax = "proto3";
            package test.v1;
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/wrappers.proto";
            import "recordstore/v1/options.proto";

            message Player {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string name = 2;
              string team = 3;
              int64 score = 4;
              optional int64 bonus = 5;
              repeated string tags = 6;
              repeated Address addresses = 7;
              map<string, int32> levels = 8;
              Address home = 9;
              google.protobuf.Timestamp joined = 10;
              google.protobuf.StringValue nick = 11;
              int64 time = 12;
              uint64 money = 13;
              Player mentor = 14;
            }

            message Address {
              string city = 1;
              int32 floor = 2;
            }
            """;

    private final TestDatabase database = new TestDatabase();
    private final TestServer server = database.server();

    @BeforeEach
    void create() {
        server.createSpace();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aCompoundIndexHoldsZerosAsValuesAndWhatIsNotSetFirst() {
        server.apply(PROTO, IndexDefinition.value("i", "Player", List.of("score", "bonus")));
        server.put("Player", "{id: 1, score: 5, bonus: 0}", "{id: 2}", "{id: 3, bonus: 7}");

        assertThat(values("i")).containsExactly(tuple(0L, null, 1L, 2L), tuple(0L, 7L, 1L, 3L), tuple(5L, 0L, 1L, 1L));
    }

    @Test
    void zerosAreValuesInNestedMessagesInRepeatedOnesAndInMaps() {
        server.apply(
                PROTO,
                IndexDefinition.value("nested", "Player", List.of("home.floor")),
                IndexDefinition.value("repeated", "Player", List.of("addresses.floor")),
                IndexDefinition.value("map", "Player", List.of("levels.value")));
        server.put(
                "Player",
                "{id: 1, home: {city: 'Ghent'}, addresses: [{city: 'A'}, {floor: 2}], levels: {a: 0, b: 1}}",
                "{id: 2}");

        assertThat(values("nested")).containsExactly(tuple(null, 1L, 2L), tuple(0L, 1L, 1L));
        assertThat(values("repeated")).containsExactly(tuple(0L, 1L, 1L), tuple(2L, 1L, 1L));
        assertThat(values("map")).containsExactly(tuple(0L, 1L, 1L), tuple(1L, 1L, 1L));
    }

    @Test
    void aRepeatedFieldIsFannedOutOrConcatenated() {
        server.apply(
                PROTO,
                IndexDefinition.value("out", "Player", List.of("tags")),
                IndexDefinition.of(
                        "together",
                        "Player",
                        IndexKind.VALUE,
                        List.of(new IndexColumn(
                                "tags", IndexColumn.Order.ASCENDING, IndexColumn.FanType.CONCATENATE))));
        server.put("Player", "{id: 1, tags: ['b', 'a']}");

        assertThat(values("out")).containsExactly(tuple("a", 1L, 1L), tuple("b", 1L, 1L));
        assertThat(values("together")).containsExactly(tuple(List.of("b", "a"), 1L, 1L));
    }

    @Test
    void columnsThroughOneRepeatedFieldAreOfTheSameElement() {
        server.apply(
                PROTO,
                IndexDefinition.value("entries", "Player", List.of("levels.key", "levels.value")),
                IndexDefinition.value("places", "Player", List.of("team", "addresses.city", "addresses.floor")));
        server.put(
                "Player",
                "{id: 1, team: 't', levels: {a: 1, b: 2}, addresses: [{city: 'X', floor: 1}, {city: 'Y', floor: 2}]}");

        assertThat(values("entries")).containsExactly(tuple("a", 1L, 1L, 1L), tuple("b", 2L, 1L, 1L));
        assertThat(values("places")).containsExactly(tuple("t", "X", 1L, 1L, 1L), tuple("t", "Y", 2L, 1L, 1L));
    }

    @Test
    void timestampsAndWrappersAreIndexedByTheirOwnPath() {
        server.apply(
                PROTO,
                IndexDefinition.value("joined", "Player", List.of("joined")),
                IndexDefinition.value("nick", "Player", List.of("nick")),
                IndexDefinition.value("mentor", "Player", List.of("mentor.mentor.name")));
        server.put("Player", "{id: 1, joined: '1970-01-01T00:00:07.5Z', nick: '', mentor: {mentor: {name: 'Z'}}}");

        assertThat(values("joined")).containsExactly(tuple(7L, 500_000_000L, 1L, 1L));
        assertThat(values("nick")).containsExactly(tuple("", 1L, 1L));
        assertThat(values("mentor")).containsExactly(tuple("Z", 1L, 1L));
    }

    @Test
    void aDescendingColumnComesFromTheGreatestToTheLeast() {
        server.apply(
                PROTO,
                IndexDefinition.of(
                        "i",
                        "Player",
                        IndexKind.VALUE,
                        List.of(IndexColumn.of("team"), IndexColumn.descending("score"))));
        server.put("Player", "{id: 1, team: 'a', score: 1}", "{id: 2, team: 'a', score: 9}", "{id: 3, team: 'b'}");

        assertThat(primaryKeys("i")).containsExactly(2L, 1L, 3L);
    }

    @Test
    void includedFieldsAreTheEntrysValue() {
        server.apply(PROTO, including("i", "team", "name", "money"));
        server.put("Player", "{id: 1, team: 't', name: 'n', money: '18446744073709551615'}");

        assertThat(values("i")).containsExactly(tuple("t", 1L, 1L));
        assertThat(entries("i", IndexScanType.BY_VALUE).get(0).getValue().getItems())
                .isEqualTo(List.of("n", -1L));
    }

    @Test
    void aUniqueIndexNamesTheValueAndTheOtherRecord() {
        server.apply(
                PROTO, IndexDefinition.value("i", "Player", List.of("name")).asUnique());
        server.put("Player", "{id: 1, name: 'n'}");

        assertThatThrownBy(() -> server.put("Player", "{id: 2, name: 'n'}"))
                .isInstanceOfSatisfying(RecordIndexUniquenessViolation.class, violation -> {
                    NotUnique fault = UniquenessViolation.fault(violation);
                    assertThat(fault.details())
                            .containsEntry("index", "i")
                            .containsEntry("values", "[\"n\"]")
                            .containsEntry("otherPrimaryKey", "[1]");
                    assertThat(fault.getMessage()).doesNotContain("\"n\"");
                });
    }

    @Test
    void onlyRecordsThatMeetTheConditionsAreInAFilteredIndex() {
        server.apply(
                PROTO,
                filtered(
                        "i",
                        new IndexCondition("team", IndexCondition.Comparison.EQUALS, "red"),
                        new IndexCondition("score", IndexCondition.Comparison.GREATER_THAN_OR_EQUALS, "0"),
                        new IndexCondition("bonus", IndexCondition.Comparison.IS_SET, "true")));
        server.put(
                "Player",
                "{id: 1, team: 'red', bonus: 0}",
                "{id: 2, team: 'red'}",
                "{id: 3, team: 'red', bonus: 1, score: -1}",
                "{id: 4, team: 'blue', bonus: 1}");

        assertThat(primaryKeys("i")).containsExactly(1L);

        server.put("Player", "{id: 1, team: 'blue', bonus: 0}");

        assertThat(primaryKeys("i")).isEmpty();
    }

    @Test
    void aVersionIndexComesInTheOrderOfTheWrites() {
        server.apply(PROTO, IndexDefinition.of("i", "Player", IndexKind.VERSION, List.of(IndexColumn.of("team"))));
        server.put("Player", "{id: 1, team: 'a'}");
        server.put("Player", "{id: 2, team: 'a'}");
        server.put("Player", "{id: 1, team: 'a', score: 1}");

        assertThat(primaryKeys("i")).containsExactly(2L, 1L);
    }

    @Test
    void aTextIndexHoldsWordsAndWithThePrefixTokenizerTheirBeginnings() {
        server.apply(
                PROTO,
                grouped("words", IndexKind.TEXT, "", "name"),
                text("beginnings", IndexDefinition.Tokenizer.PREFIX));
        server.put("Player", "{id: 1, name: 'Den Háág'}");

        assertThat(tokens("words")).containsExactly("den", "haag");
        assertThat(tokens("beginnings")).containsExactly("d", "de", "den", "h", "ha", "haa", "haag");
    }

    @Test
    void aRankIndexRanksPerGroup() {
        server.apply(PROTO, grouped("i", IndexKind.RANK, "team", "score"));
        server.put("Player", "{id: 1, team: 'a', score: 30}", "{id: 2, team: 'a'}", "{id: 3, team: 'b', score: 5}");

        assertThat(ranked(tuple("a", 0L))).containsExactly(2L);
        assertThat(ranked(tuple("a", 1L))).containsExactly(1L);
        assertThat(ranked(tuple("b", 0L))).containsExactly(3L);
    }

    @Test
    void aLeaderboardHasWindowsForRecordsThatWereThereAndForNewOnes() {
        server.apply(PROTO);
        server.put("Player", "{id: 1, score: 10, time: 5}", "{id: 2, score: 20, time: 105}");
        server.apply(PROTO, leaderboard());
        server.put("Player", "{id: 3, score: 15, time: 7}");

        assertThat(state("i")).isEqualTo(IndexState.READABLE);
        assertThat(window(0, 0)).containsExactly(2L, 3L, 1L);
        assertThat(window(1, 50)).containsExactly(3L, 1L);
        assertThat(window(1, 150)).containsExactly(2L);
    }

    @Test
    void aggregatesAreKeptPerGroupAndFollowDeletes() {
        server.apply(
                PROTO,
                grouped("count", IndexKind.COUNT, "team"),
                grouped("count_not_null", IndexKind.COUNT_NOT_NULL, "team", "bonus"),
                grouped("count_updates", IndexKind.COUNT_UPDATES, "team"),
                grouped("sum", IndexKind.SUM, "team", "score"),
                grouped("min", IndexKind.MIN, "team", "score"),
                grouped("max", IndexKind.MAX, "team", "score"),
                grouped("min_bonus", IndexKind.MIN, "team", "bonus"),
                grouped("sum_bonus", IndexKind.SUM, "team", "bonus"),
                grouped("min_ever_bonus", IndexKind.MIN_EVER, "team", "bonus"),
                grouped("min_ever", IndexKind.MIN_EVER, "team", "score"),
                grouped("max_ever", IndexKind.MAX_EVER, "team", "score"));
        server.put("Player", "{id: 1, team: 'a', score: -3, bonus: 0}", "{id: 2, team: 'a', score: 8}", "{id: 3}");
        server.put("Player", "{id: 1, team: 'a', score: -3, bonus: 0, name: 'x'}");
        delete(2L);

        assertThat(groups("count")).containsExactly("(\"\")=(1)", "(\"a\")=(1)");
        assertThat(groups("count_not_null")).containsExactly("(\"a\")=(1)");
        assertThat(groups("count_updates")).containsExactly("(\"\")=(1)", "(\"a\")=(3)");
        assertThat(groups("sum")).containsExactly("(\"\")=(0)", "(\"a\")=(-3)");
        assertThat(groups("min")).containsExactly("(\"\", 0)=()", "(\"a\", -3)=()");
        assertThat(groups("max")).containsExactly("(\"\", 0)=()", "(\"a\", -3)=()");
        assertThat(groups("min_bonus")).containsExactly("(\"a\", 0)=()");
        assertThat(groups("min_ever_bonus")).containsExactly("(\"a\")=(0)");
        assertThat(groups("sum_bonus")).containsExactly("(\"a\")=(0)");
        assertThat(groups("min_ever")).containsExactly("(\"\")=(0)", "(\"a\")=(-3)");
        assertThat(groups("max_ever")).containsExactly("(\"\")=(0)", "(\"a\")=(8)");
    }

    @Test
    void aBitmapHasABitPerRecord() {
        server.apply(
                PROTO, grouped("i", IndexKind.BITMAP_VALUE, "team", "score").asUnique());
        server.put("Player", "{id: 1, team: 'a', score: 0}", "{id: 2, team: 'a', score: 3}");

        byte[] bitmap = entries("i", IndexScanType.BY_GROUP).get(0).getValue().getBytes(0);
        assertThat(bitmap[0]).isEqualTo((byte) 0b1001);
        assertThatThrownBy(() -> server.put("Player", "{id: 3, team: 'a', score: 3}"))
                .isInstanceOf(RecordIndexUniquenessViolation.class);
    }

    @Test
    void everyKindIsBuiltOverRecordsThatAreThere() {
        server.apply(PROTO);
        server.put("Player", "{id: 1, team: 'a', score: 4, name: 'Den Haag', tags: ['x']}");
        IndexDefinition[] indexes =
                Arrays.stream(IndexKind.values()).map(IndexKindsTest::simplest).toArray(IndexDefinition[]::new);

        AppliedSchema applied = server.apply(PROTO, indexes);

        assertThat(applied.indexes()).hasSize(IndexKind.values().length).allSatisfy(index -> assertThat(index.state())
                .contains(IndexState.READABLE));
        assertThat(groups("SUM")).containsExactly("(\"a\")=(4)");
        assertThat(tokens("TEXT")).containsExactly("den", "haag");
    }

    private static IndexDefinition simplest(IndexKind kind) {
        return switch (kind) {
            case VALUE, VERSION -> IndexDefinition.of(kind.name(), "Player", kind, List.of(IndexColumn.of("tags")));
            case TEXT -> grouped(kind.name(), kind, "", "name");
            case COUNT, COUNT_UPDATES -> grouped(kind.name(), kind, "team");
            case BITMAP_VALUE -> grouped(kind.name(), kind, "team", "score").asUnique();
            case TIME_WINDOW_LEADERBOARD -> leaderboard();
            default -> grouped(kind.name(), kind, "team", "score");
        };
    }

    private static IndexDefinition grouped(String name, IndexKind kind, String group, String... fields) {
        return index(name, kind, group.isEmpty() ? List.of() : List.of(group), List.of(fields), List.of(), List.of());
    }

    private static IndexDefinition including(String name, String field, String... include) {
        return index(name, IndexKind.VALUE, List.of(), List.of(field), List.of(include), List.of());
    }

    private static IndexDefinition filtered(String name, IndexCondition... where) {
        return index(name, IndexKind.VALUE, List.of(), List.of("name"), List.of(), List.of(where));
    }

    private static IndexDefinition index(
            String name,
            IndexKind kind,
            List<String> groupBy,
            List<String> fields,
            List<String> include,
            List<IndexCondition> where) {
        return new IndexDefinition(
                name,
                "Player",
                kind,
                columns(fields),
                columns(groupBy),
                columns(include),
                where,
                false,
                IndexDefinition.Tokenizer.DEFAULT,
                false,
                Optional.empty());
    }

    private static IndexDefinition text(String name, IndexDefinition.Tokenizer tokenizer) {
        return new IndexDefinition(
                name,
                "Player",
                IndexKind.TEXT,
                columns(List.of("name")),
                List.of(),
                List.of(),
                List.of(),
                false,
                tokenizer,
                false,
                Optional.empty());
    }

    private static IndexDefinition leaderboard() {
        return new IndexDefinition(
                "i",
                "Player",
                IndexKind.TIME_WINDOW_LEADERBOARD,
                columns(List.of("score", "time")),
                List.of(),
                List.of(),
                List.of(),
                false,
                IndexDefinition.Tokenizer.DEFAULT,
                false,
                Optional.of(new Leaderboard(true, true, List.of(new Leaderboard.Windows(1, 0, 100, 100, 10)))));
    }

    private static List<IndexColumn> columns(List<String> paths) {
        return paths.stream().map(IndexColumn::of).toList();
    }

    private static Tuple tuple(Object... items) {
        return Tuple.from(items);
    }

    private IndexState state(String index) {
        return server.indexes().stream()
                .filter(progress -> progress.definition().name().equals(index))
                .findAny()
                .orElseThrow()
                .state()
                .orElseThrow();
    }

    private void delete(long id) {
        server.write((context, open) -> open.store().deleteRecordAsync(tuple(1L, id)));
    }

    private List<Tuple> values(String index) {
        return entries(index, IndexScanType.BY_VALUE).stream()
                .map(IndexEntry::getKey)
                .toList();
    }

    private List<Long> primaryKeys(String index) {
        return entries(index, IndexScanType.BY_VALUE).stream()
                .map(entry -> entry.getPrimaryKey().getLong(1))
                .toList();
    }

    private List<String> groups(String index) {
        return entries(index, IndexScanType.BY_GROUP).stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private List<String> tokens(String index) {
        return entries(index, IndexScanType.BY_TEXT_TOKEN).stream()
                .map(entry -> entry.getKey().getString(0))
                .toList();
    }

    private List<Long> ranked(Tuple groupAndRank) {
        return scan("i", new IndexScanRange(IndexScanType.BY_RANK, TupleRange.allOf(groupAndRank))).stream()
                .map(entry -> entry.getPrimaryKey().getLong(1))
                .toList();
    }

    private List<Long> window(int type, long time) {
        return scan("i", new TimeWindowScanRange(type, time, TupleRange.ALL)).stream()
                .map(entry -> entry.getPrimaryKey().getLong(1))
                .toList();
    }

    private List<IndexEntry> entries(String index, IndexScanType type) {
        return scan(index, new IndexScanRange(type, TupleRange.ALL));
    }

    private List<IndexEntry> scan(String name, IndexScanBounds bounds) {
        return server.write((context, open) -> {
            Index index = open.schema().metaData().getIndex(name);
            return open.store()
                    .scanIndex(index, bounds, null, ScanProperties.FORWARD_SCAN)
                    .asList();
        });
    }
}
