package io.recordstore.bench.scenario;

import io.recordstore.bench.load.Call;
import io.recordstore.bench.load.Load;
import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.peer.RecordStorePeer;
import io.recordstore.bench.peer.Session;
import io.recordstore.bench.peer.YcsbRecord;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import io.recordstore.bench.report.Results;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * What a server that has little is faster at: one with a single RecordSpace of 1,000 records beside one with many
 * RecordSpaces, and beside the one with all records. The same 1,000 records are asked for, by one client.
 */
final class GrowthScenario implements Scenario {
    private static final String SCENARIO = "growth";
    private static final int RECORDS = 1_000;
    private static final String LITTLE = "one RecordSpace of 1,000 records";
    private static final List<String> CALLS = List.of("get", "put");

    private final int spaces;

    /** @param spaces how many the server with many has */
    GrowthScenario(int spaces) {
        this.spaces = spaces;
    }

    @Override
    public String name() {
        return SCENARIO;
    }

    @Override
    public List<Aim> aims() {
        return List.of(Aim.atMost(new Point(SCENARIO, load("get"), many(), Metric.P50), LITTLE, 1.2));
    }

    private String many() {
        return "%,d RecordSpaces".formatted(spaces);
    }

    private static String load(String call) {
        return call + ", closed loop, 1 client";
    }

    @Override
    public void warmUp(Lab lab) throws Exception {
        for (Lab.Kind kind : List.of(Lab.Kind.RECORD_STORE_LITTLE, Lab.Kind.RECORD_STORE_SPACES)) {
            Session session = lab.peer(kind).session(0);
            for (String call : CALLS) {
                Load.closed(1, lab.duration().multipliedBy(LoadScenario.LOADS_TO_COMPILE))
                        .run(client -> call(session, call), lab.peer(kind).processes());
            }
        }
    }

    /** What a server of this scenario is given when it is started. */
    static RecordStorePeer filled(RecordStorePeer server, int spaces) throws Exception {
        server.session(0).load(() -> LongStream.range(0, RECORDS)
                .mapToObj(key -> YcsbRecord.of(key, 0))
                .iterator());
        server.createSpaces(spaces - 1);
        return server;
    }

    @Override
    public void run(int round, Lab lab, Results results) throws Exception {
        List<Lab.Kind> kinds = new ArrayList<>(
                List.of(Lab.Kind.RECORD_STORE_LITTLE, Lab.Kind.RECORD_STORE_SPACES, Lab.Kind.RECORD_STORE));
        if (round % 2 == 1) {
            Collections.reverse(kinds);
        }
        for (String call : CALLS) {
            for (Lab.Kind kind : kinds) {
                Peer server = lab.peer(kind);
                Session session = server.session(0);
                results.add(
                        SCENARIO,
                        load(call),
                        called(kind, lab.records()),
                        Load.closed(1, lab.duration()).run(client -> call(session, call), server.processes()));
            }
        }
    }

    private String called(Lab.Kind kind, long records) {
        return switch (kind) {
            case RECORD_STORE_LITTLE -> LITTLE;
            case RECORD_STORE_SPACES -> many();
            default -> "%,d records".formatted(records);
        };
    }

    private static Call call(Session session, String call) {
        return call.equals("get")
                ? number -> session.get(ThreadLocalRandom.current().nextLong(RECORDS))
                : number ->
                        session.put(YcsbRecord.of(ThreadLocalRandom.current().nextLong(RECORDS), number));
    }
}
