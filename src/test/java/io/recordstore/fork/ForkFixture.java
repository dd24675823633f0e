package io.recordstore.fork;

import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.fork.Forks.Spec;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.operation.JobKind;
import io.recordstore.operation.Operation;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.Leaderboard;
import io.recordstore.schema.TestServer;
import io.recordstore.space.TimeToLive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A RecordSpace with an index of every kind, and what is done to it. */
final class ForkFixture {
    static final RecordSpaceName COPY = new RecordSpaceName("copy");
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** So few that with all indexes they are written within seconds on a machine that is busy with other things, too. */
    private static final int BATCH = 25;

    static final String PROTO =
            """
            syntax = "proto3";
            package test.v1;
            import "recordstore/v1/options.proto";
            message Player {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              string name = 2;
              string team = 3;
              int64 score = 4;
              optional int64 bonus = 5;
              repeated string tags = 6;
              string about = 7;
              int64 time = 8;
              string secret = 9 [(recordstore.v1.field).sensitive = true];
            }
            message Team {
              string name = 1 [(recordstore.v1.field).primary_key = true];
              int64 founded = 2;
            }
            """;

    static final IndexDefinition[] INDEXES = {
        IndexDefinition.value("by_team", "Player", List.of("team", "score")),
        IndexDefinition.value("by_tag", "Player", List.of("tags")),
        IndexDefinition.value("by_name", "Player", List.of("name")).asUnique(),
        IndexDefinition.value("secret", "Player", List.of("secret")),
        IndexDefinition.of("versions", "Player", IndexKind.VERSION, List.of()),
        IndexDefinition.of("words", "Player", IndexKind.TEXT, columns("about")),
        IndexDefinition.of("rank", "Player", IndexKind.RANK, columns("score")),
        leaderboard(),
        byTeam("count", IndexKind.COUNT),
        byTeam("count_bonus", IndexKind.COUNT_NOT_NULL, "bonus"),
        byTeam("updates", IndexKind.COUNT_UPDATES),
        byTeam("sum", IndexKind.SUM, "score"),
        byTeam("min", IndexKind.MIN, "score"),
        byTeam("max", IndexKind.MAX, "score"),
        byTeam("least_ever", IndexKind.MIN_EVER, "score"),
        byTeam("greatest_ever", IndexKind.MAX_EVER, "score"),
        byTeam("bits", IndexKind.BITMAP_VALUE, "id").asUnique(),
        IndexDefinition.of("all_updates", "Player", IndexKind.COUNT_UPDATES, List.of())
    };

    /** A fork of two thousand records takes some ten seconds. */
    static final String[] SLOW = {"records-per-transaction", "50", "records-per-second", "200", "patience", "10ms"};

    private ForkFixture() {}

    private static List<IndexColumn> columns(String... paths) {
        return List.of(paths).stream().map(IndexColumn::of).toList();
    }

    private static IndexDefinition byTeam(String name, IndexKind kind, String... paths) {
        return new IndexDefinition(
                name,
                "Player",
                kind,
                columns(paths),
                columns("team"),
                List.of(),
                List.of(),
                false,
                IndexDefinition.Tokenizer.DEFAULT,
                false,
                Optional.empty());
    }

    private static IndexDefinition leaderboard() {
        return new IndexDefinition(
                "board",
                "Player",
                IndexKind.TIME_WINDOW_LEADERBOARD,
                columns("score", "time"),
                List.of(),
                List.of(),
                List.of(),
                false,
                IndexDefinition.Tokenizer.DEFAULT,
                false,
                Optional.of(new Leaderboard(true, true, List.of(new Leaderboard.Windows(1, 0, 1_000, 1_000, 4)))));
    }

    static void fill(TestServer server, int players) {
        server.createSpace();
        server.apply(PROTO, INDEXES);
        for (int begin = 1; begin <= players; begin += BATCH) {
            put(
                    server,
                    IntStream.range(begin, Math.min(players + 1, begin + BATCH))
                            .mapToObj(id -> player(id, id * 37 % 1_000))
                            .toArray(String[]::new));
        }
        server.put("Team", "{name: 'red', founded: 1900}", "{name: 'blue'}");
        // What was, and is no more.
        put(server, player(1, 5_000), player(2, -5_000));
        put(server, player(1, 11), player(2, 12));
        server.write((context, open) -> open.store().deleteRecordAsync(Tuple.from(1L, 3L)));
    }

    /** One after the other, as indexes that rank need it. */
    private static void put(TestServer server, String... players) {
        server.write((context, open) -> {
            CompletableFuture<?> saved = CompletableFuture.completedFuture(null);
            for (String player : players) {
                saved = saved.thenCompose(
                        done -> open.store().saveRecordAsync(TestServer.record(open.schema(), "Player", player)));
            }
            return saved;
        });
    }

    static String player(int id, int score) {
        return ("{id: %d, name: 'player %d', team: 'team %d', score: %d, tags: ['t%d', 'u%d'], about: 'one of %d words',"
                        + " time: %d, secret: 's%d'%s}")
                .formatted(
                        id,
                        id,
                        id % 5,
                        score,
                        id % 3,
                        id % 7,
                        id % 11,
                        id % 4_000,
                        id % 50,
                        id % 2 == 0 ? ", bonus: 1" : "");
    }

    static Forks.Outcome fork(TestServer server) {
        return server.forks()
                .fork(new Spec(
                        TestServer.TENANT, TestServer.SPACE, COPY, Map.of(), Optional.empty(), TimeToLive.UNBOUNDED))
                .await()
                .atMost(PATIENCE);
    }

    /** The last fork. */
    static Operation operation(TestServer server) {
        return operations(server).stream()
                .filter(operation -> operation.kind() == JobKind.FORK)
                .findFirst()
                .orElseThrow();
    }

    /** As the rounds of a server do, until also what was left to be built is there. */
    static Operation awaitOver(TestServer server) {
        await(() -> {
            server.builds().resume().await().atMost(PATIENCE);
            return operations(server).stream()
                    .allMatch(operation -> operation.state().isOver());
        });
        return operation(server);
    }

    private static List<Operation> operations(TestServer server) {
        return server.operationsOfAll().list(TestServer.TENANT, COPY);
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come to that");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
