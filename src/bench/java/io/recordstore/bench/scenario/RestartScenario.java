package io.recordstore.bench.scenario;

import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.peer.RecordStorePeer;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import io.recordstore.bench.report.Results;
import java.util.List;

/** From a start to the first answer, empty and after a kill with all records there; and the memory of a server at rest. */
final class RestartScenario implements Scenario {
    private static final String START = "start to first answer";
    private static final String RECOVERY = "SIGKILL to first get";

    @Override
    public String name() {
        return "S8";
    }

    @Override
    public boolean stopsServers() {
        return true;
    }

    @Override
    public List<Aim> aims() {
        return List.of(
                Aim.atMost(new Point("S8", START, Scenarios.OURS, Metric.SECONDS), "", 3),
                Aim.atMost(new Point("S8", START, Scenarios.OURS, Metric.MEMORY), "", 350),
                Aim.atMost(new Point("S8", RECOVERY, Scenarios.OURS, Metric.SECONDS), "etcd", 2));
    }

    @Override
    public void run(int round, Lab lab, Results results) throws Exception {
        try (RecordStorePeer fresh = lab.recordStore("start")) {
            add(results, START, fresh, fresh.secondsToFirstAnswer());
            results.add(
                    new Point("S8", START, fresh.name(), Metric.MEMORY),
                    fresh.processes().residentMegabytes());
        }
        Work recovery = new Work(
                RECOVERY,
                List.of(1),
                List.of(Lab.Kind.RECORD_STORE, Lab.Kind.ETCD, Lab.Kind.POSTGRES),
                List.of(),
                (session, records) -> number -> session.get(0));
        for (Lab.Kind kind : recovery.servers(round)) {
            Peer peer = lab.peer(kind);
            long killed = System.nanoTime();
            peer.restartAfterKill();
            peer.session(0).get(0);
            add(results, RECOVERY, peer, secondsSince(killed));
        }
    }

    private static void add(Results results, String what, Peer peer, double seconds) {
        results.add(new Point("S8", what, peer.name(), Metric.SECONDS), seconds);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
