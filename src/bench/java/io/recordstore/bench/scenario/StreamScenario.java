package io.recordstore.bench.scenario;

import io.recordstore.bench.load.Latencies;
import io.recordstore.bench.load.Load;
import io.recordstore.bench.load.Processes;
import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.peer.Session;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import io.recordstore.bench.report.Results;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One client takes 10,000 records in the order of their keys: how soon the first comes, and all of them. */
final class StreamScenario implements Scenario {
    private static final int ROWS = 10_000;
    private static final int DIGITS = 3;
    private static final String ALL = "stream of 10,000";
    private static final String FIRST = "first of 10,000 beside a get";

    @Override
    public String name() {
        return "S4";
    }

    @Override
    public List<Aim> aims() {
        return List.of(
                Aim.atMost(new Point("S4", FIRST, Scenarios.OURS, Metric.P50), "a get of record-store", 3),
                Aim.atLeast(new Point("S4", ALL, Scenarios.OURS, Metric.THROUGHPUT), "raw RocksDB", 0.3));
    }

    @Override
    public void warmUp(Lab lab) throws Exception {
        Session session = lab.peer(Lab.Kind.RECORD_STORE).session(0);
        Load.closed(1, lab.duration()).run(client -> number -> session.scan(0, ROWS, () -> {}), Processes.NONE);
    }

    @Override
    public void run(int round, Lab lab, Results results) throws Exception {
        Work work = new Work(
                ALL,
                List.of(1),
                List.of(Lab.Kind.RECORD_STORE, Lab.Kind.POSTGRES, Lab.Kind.RAW_ROCKSDB),
                List.of(),
                (session, records) -> number -> session.scan(0, ROWS, () -> {}));
        for (Lab.Kind kind : work.servers(round)) {
            Peer peer = lab.peer(kind);
            Session session = peer.session(0);
            results.add(
                    "S4",
                    ALL,
                    peer.name(),
                    Load.closed(1, lab.duration())
                            .run(client -> work.calls().of(session, lab.records()), peer.processes()));
        }
        firstBesideAGet(lab, results);
    }

    private static void firstBesideAGet(Lab lab, Results results) throws Exception {
        Session session = lab.peer(Lab.Kind.RECORD_STORE).session(0);
        Histogram first = new Histogram(Duration.ofMinutes(1).toNanos(), DIGITS);
        long end = System.nanoTime() + lab.duration().toNanos();
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            session.scan(0, ROWS, () -> first.recordValue(System.nanoTime() - begin));
        }
        Latencies gets = Load.closed(1, lab.duration())
                .run(client -> number -> session.get(number % lab.records()), Processes.NONE);
        results.add(new Point("S4", FIRST, Scenarios.OURS, Metric.P50), first.getValueAtPercentile(50) / 1e3);
        results.add(new Point("S4", FIRST, "a get of record-store", Metric.P50), gets.micros(50));
    }
}
