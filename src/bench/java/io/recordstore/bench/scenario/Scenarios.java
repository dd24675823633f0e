package io.recordstore.bench.scenario;

import static io.recordstore.bench.report.Metric.FAIRNESS;
import static io.recordstore.bench.report.Metric.P50;
import static io.recordstore.bench.report.Metric.THROUGHPUT;
import static io.recordstore.bench.scenario.Lab.Kind.EMPTY_RPC;
import static io.recordstore.bench.scenario.Lab.Kind.ETCD;
import static io.recordstore.bench.scenario.Lab.Kind.FDATASYNC;
import static io.recordstore.bench.scenario.Lab.Kind.POSTGRES;
import static io.recordstore.bench.scenario.Lab.Kind.POSTGRES_JSONB;
import static io.recordstore.bench.scenario.Lab.Kind.RAW_ROCKSDB;
import static io.recordstore.bench.scenario.Lab.Kind.RECORD_STORE;

import io.recordstore.bench.peer.YcsbRecord;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** All scenarios, with what each aims at. */
public final class Scenarios {
    public static final String OURS = "record-store";

    private static final List<Integer> CLIENTS = List.of(1, 16, 64, 256);
    private static final List<Integer> MANY = List.of(64);
    private static final int HOT_KEYS = 100;

    private Scenarios() {}

    /**
     * @param cities a file of cities, one as JSON on a line, compressed with gzip
     * @param spaces how many RecordSpaces a server with many has
     */
    public static List<Scenario> all(Path cities, int spaces) {
        return List.of(
                puts(),
                gets(),
                queries(),
                new StreamScenario(),
                ycsb(),
                contention(),
                new SecurityScenario(),
                new RestartScenario(),
                new BulkScenario(cities),
                new GrowthScenario(spaces));
    }

    private static Scenario puts() {
        Work puts = new Work(
                "put",
                CLIENTS,
                List.of(RECORD_STORE, ETCD, POSTGRES),
                List.of(RAW_ROCKSDB, FDATASYNC),
                (session, records) -> number ->
                        session.put(YcsbRecord.of(ThreadLocalRandom.current().nextLong(records), number)));
        return new LoadScenario(
                "S1",
                List.of(puts),
                List.of(
                        Aim.atMost(closed("S1", "put", 1, P50), "raw RocksDB", 1.3),
                        Aim.atLeast(closed("S1", "put", 64, THROUGHPUT), "etcd", 0.8),
                        Aim.atLeast(closed("S1", "put", 64, THROUGHPUT), "PostgreSQL", 0.6)));
    }

    private static Scenario gets() {
        return new LoadScenario(
                "S2",
                List.of(get("get hot", HOT_KEYS), get("get uniform", Long.MAX_VALUE)),
                Stream.of("get hot", "get uniform")
                        .flatMap(work -> Stream.of(
                                Aim.atLeast(closed("S2", work, 64, THROUGHPUT), "empty RPC", 0.6),
                                Aim.atLeast(closed("S2", work, 64, THROUGHPUT), "etcd", 0.8),
                                Aim.atLeast(closed("S2", work, 64, THROUGHPUT), "PostgreSQL", 0.5)))
                        .toList());
    }

    private static Work get(String name, long keys) {
        return new Work(
                name,
                CLIENTS,
                List.of(RECORD_STORE, ETCD, POSTGRES, EMPTY_RPC),
                List.of(RAW_ROCKSDB),
                (session, records) -> {
                    LongSupplier key = Keys.uniform(Math.min(keys, records));
                    return number -> session.get(key.getAsLong());
                });
    }

    private static Scenario queries() {
        Work one = query(
                "query to 1 row",
                1,
                records -> YcsbRecord.SHARED + ThreadLocalRandom.current().nextLong(records - YcsbRecord.SHARED));
        Work hundred = query("query to 100 rows", YcsbRecord.ROWS_OF_A_PLACE, records -> ThreadLocalRandom.current()
                .nextLong(YcsbRecord.SHARED / YcsbRecord.ROWS_OF_A_PLACE));
        return new LoadScenario(
                "S3",
                List.of(one, hundred),
                Stream.of(one, hundred)
                        .map(work -> Aim.atLeast(closed("S3", work.name(), 64, THROUGHPUT), "PostgreSQL", 0.4))
                        .toList());
    }

    private static Work query(String name, int rows, LongUnaryOperator place) {
        return new Work(
                name,
                CLIENTS,
                List.of(RECORD_STORE, POSTGRES),
                List.of(),
                (session, records) -> number -> session.query(place.applyAsLong(records), rows));
    }

    private static Scenario ycsb() {
        List<Work> works = Arrays.stream(YcsbWorkload.values())
                .map(workload ->
                        new Work("YCSB " + workload, MANY, List.of(RECORD_STORE, POSTGRES_JSONB), List.of(), workload))
                .toList();
        return new LoadScenario(
                "S5",
                works,
                works.stream()
                        .map(work -> Aim.atLeast(closed("S5", work.name(), 64, THROUGHPUT), "PostgreSQL jsonb", 0.4))
                        .toList());
    }

    private static Scenario contention() {
        List<Work> works = new ArrayList<>();
        List<Aim> aims = new ArrayList<>();
        for (int keys : new int[] {1, 16, 1_024}) {
            String name = "read-modify-write of " + keys + " key" + (keys == 1 ? "" : "s");
            works.add(new Work(name, MANY, List.of(RECORD_STORE, ETCD), List.of(), (session, records) -> {
                LongSupplier key = Keys.uniform(keys);
                return number -> session.readModifyWrite(key.getAsLong());
            }));
            aims.add(Aim.atLeast(closed("S6", name, 64, THROUGHPUT), "etcd", 0.8));
            aims.add(Aim.atLeast(closed("S6", name, 64, FAIRNESS), "", 0.01));
        }
        return new LoadScenario("S6", works, aims);
    }

    private static Point closed(String scenario, String work, int clients, Metric metric) {
        return new Point(scenario, Work.load(work, true, clients), OURS, metric);
    }
}
