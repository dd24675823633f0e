package io.recordstore.bench.scenario;

import com.google.protobuf.ByteString;
import io.recordstore.auth.TokenCheck;
import io.recordstore.bench.load.CpuTime;
import io.recordstore.bench.load.Latencies;
import io.recordstore.bench.load.Load;
import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.peer.YcsbRecord;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import io.recordstore.bench.report.Results;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.RecordSealer;
import io.recordstore.crypto.TestDataKeys;
import io.recordstore.v1.PutRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The price of security. Nothing turns the token check or sealing off, so their work for a Put is done by itself, by the
 * classes that do it in the server: its processor time is compared with what the server uses for a whole Put.
 */
final class SecurityScenario implements Scenario {
    private static final int CLIENTS = 64;
    private static final String WHOLE = "a put of record-store";
    private static final String BOTH = "token check, sealing and opening";
    private static final byte[] OWNER = {1};

    /** As {@code recordstore.encryption.compress-from} has it. */
    private static final int COMPRESS_FROM = 512;

    private final TokenCheck tokens = new TokenCheck();
    private final RecordSealer sealer;

    SecurityScenario() {
        DataKeys keys = TestDataKeys.create();
        sealer = new RecordSealer(keys.unwrap(keys.create(OWNER), OWNER).cipher(), OWNER, COMPRESS_FROM);
    }

    @Override
    public String name() {
        return "S7";
    }

    @Override
    public List<Aim> aims() {
        return List.of(Aim.atMost(point(BOTH, Scenarios.OURS), WHOLE, 0.25));
    }

    @Override
    public void warmUp(Lab lab) {
        cost(lab.duration().multipliedBy(LoadScenario.LOADS_TO_COMPILE / 2));
    }

    @Override
    public void run(int round, Lab lab, Results results) throws Exception {
        Peer server = lab.peer(Lab.Kind.RECORD_STORE);
        Latencies puts = Load.closed(CLIENTS, lab.duration())
                .run(
                        client -> number -> server.session(client)
                                .put(YcsbRecord.of(ThreadLocalRandom.current().nextLong(lab.records()), number)),
                        server.processes());
        Cost cost = cost(lab.duration());

        results.add(point("token check", Scenarios.OURS), cost.check);
        results.add(point("sealing of a record", Scenarios.OURS), cost.seal);
        results.add(point("opening of the one that it replaces", Scenarios.OURS), cost.open);
        results.add(point(BOTH, Scenarios.OURS), cost.check + cost.seal + cost.open);
        results.add(point(BOTH, WHOLE), puts.cpuMicros());
    }

    private record Cost(double check, double seal, double open) {}

    private Cost cost(Duration duration) {
        PutRequest request = request();
        byte[] message = request.getProtobuf().toByteArray();
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(1).array();
        byte[] replaced = sealer.seal(message, key);
        return new Cost(
                CpuTime.micros(duration, request, tokens::check),
                CpuTime.micros(duration, message, plain -> sealer.seal(plain, key)),
                CpuTime.micros(duration, replaced, stored -> sealer.open(stored, key)));
    }

    private static Point point(String work, String peer) {
        return new Point("S7", work, peer, Metric.CPU);
    }

    private static PutRequest request() {
        return PutRequest.newBuilder()
                .setRecordSpace("bench/ycsb")
                .setRecordType("Row")
                .setProtobuf(ByteString.copyFromUtf8(YcsbRecord.of(1, 1).json()))
                .build();
    }
}
