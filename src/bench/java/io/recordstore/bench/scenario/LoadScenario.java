package io.recordstore.bench.scenario;

import io.recordstore.bench.load.Call;
import io.recordstore.bench.load.Latencies;
import io.recordstore.bench.load.Load;
import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import io.recordstore.bench.report.Results;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works at several numbers of clients. The closed loop finds what each peer can do at most. Then all are asked in an open
 * loop at one rate, half of what the slowest could do in the first round: latencies compare only where the load is the same.
 */
final class LoadScenario implements Scenario {
    private static final int WARM_UP_CLIENTS = 64;

    /** A compiler takes a minute for all that calls pass, and the processors that they pass on; others have none. */
    static final int LOADS_TO_COMPILE = 8;

    private static final Set<Lab.Kind> IN_JAVA = EnumSet.of(Lab.Kind.RECORD_STORE, Lab.Kind.EMPTY_RPC);

    private static final double PART_OF_THE_SLOWEST = 0.5;

    private final String name;
    private final List<Work> works;
    private final List<Aim> aims;
    private final Map<String, Double> rates = new HashMap<>();

    LoadScenario(String name, List<Work> works, List<Aim> aims) {
        this.name = name;
        this.works = works;
        this.aims = aims;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Aim> aims() {
        return aims;
    }

    @Override
    public void warmUp(Lab lab) throws Exception {
        for (Work work : works) {
            for (Lab.Kind server : work.servers()) {
                Duration time = lab.duration().multipliedBy(IN_JAVA.contains(server) ? LOADS_TO_COMPILE : 1);
                run(work, Load.closed(WARM_UP_CLIENTS, time), server, lab, new Results());
            }
        }
    }

    @Override
    public void run(int round, Lab lab, Results results) throws Exception {
        for (Work work : works) {
            for (Lab.Kind floor : work.floors(round)) {
                run(work, Load.closed(1, lab.duration()), floor, lab, results);
            }
            for (int clients : work.clients()) {
                closedThenOpen(work, clients, round, lab, results);
            }
        }
    }

    private void closedThenOpen(Work work, int clients, int round, Lab lab, Results results) throws Exception {
        double slowest = Double.MAX_VALUE;
        for (Lab.Kind server : work.servers(round)) {
            Latencies closed = run(work, Load.closed(clients, lab.duration()), server, lab, results);
            slowest = Math.min(slowest, closed.throughput());
        }
        double rate = slowest * PART_OF_THE_SLOWEST;
        double kept = rates.computeIfAbsent(work.name() + clients, first -> rate);
        for (Lab.Kind server : work.servers(round)) {
            run(work, Load.open(clients, lab.duration(), kept), server, lab, results);
        }
    }

    private Latencies run(Work work, Load load, Lab.Kind kind, Lab lab, Results results) throws Exception {
        Peer peer = lab.peer(kind);
        Call[] calls = new Call[load.clients()];
        for (int client = 0; client < calls.length; client++) {
            calls[client] = work.calls().of(peer.session(client), lab.records());
        }
        Latencies latencies = load.run(client -> calls[client], peer.processes());
        String label = Work.load(work.name(), load.rate() == 0, load.clients());
        results.add(name, label, peer.name(), latencies);
        if (load.clients() > 1) {
            results.add(new Point(name, label, peer.name(), Metric.FAIRNESS), latencies.leastShare());
        }
        return latencies;
    }
}
