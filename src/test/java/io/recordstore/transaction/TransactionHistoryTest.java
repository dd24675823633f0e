package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.fdb.embedded.History;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Precondition;
import io.recordstore.v1.Record;
import io.recordstore.v1.Write;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What several clients do at once has a serial order in real time: Commit, Transact, Put, Delete and Get over a few
 * records. Replayed from {@code -Dtransactions.seed}, as far as threads can be; {@code -Dtransactions.each} is how much
 * each client does.
 */
@QuarkusTest
class TransactionHistoryTest {
    private static final int CLIENTS = 8;
    private static final int RECORDS = 4;
    private static final int EACH = Integer.getInteger("transactions.each", 60);

    /** Of those who lost against others, meant a record that another had changed, or were too slow on a busy machine. */
    private static final Set<Code> LOST =
            Set.of(Code.ABORTED, Code.FAILED_PRECONDITION, Code.NOT_FOUND, Code.DEADLINE_EXCEEDED);

    @TestHTTPResource("/")
    URL server;

    private final History history = new History();
    private final ConcurrentLinkedQueue<Write1> writes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();
    private final AtomicLong clock = new AtomicLong();
    private String space;

    /** What a commit left in one record; null when it deleted it. */
    private record Write1(long begun, long ended, ByteString stamp, long id, String value) {}

    /** What a single Get found; null when there was nothing. */
    private record Read(long begun, long ended, long id, String value) {}

    @Test
    void whatClientsDoAtOnceHasASerialOrderInRealTime() throws Exception {
        long seed = Long.getLong("transactions.seed", System.nanoTime());
        System.out.println("TransactionHistoryTest from -Dtransactions.seed=" + seed);
        try (ServiceClient admin = new ServiceClient(server.getPort(), TestTokens.admin("histories"))) {
            space = admin.createCities();
        }
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            tasks.add(() -> client(number, new Random(seed + number)));
        }
        for (Future<Void> done : threads.invokeAll(tasks)) {
            done.get();
        }
        threads.shutdown();

        assertThat(history.size()).isGreaterThan(EACH);
        assertThat(history.violation()).as("-Dtransactions.seed=%d", seed).isEmpty();
        for (Read read : reads) {
            assertThat(violation(read)).as("-Dtransactions.seed=%d", seed).isEmpty();
        }
    }

    private Void client(int number, Random random) {
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("histories"))) {
            for (int i = 0; i < EACH; i++) {
                String value = number + "-" + i;
                try {
                    switch (random.nextInt(4)) {
                        case 0 -> put(client, random, value);
                        case 1 -> commit(client, random, value);
                        case 2 -> read(client, random);
                        default -> transact(client, random, value);
                    }
                } catch (StatusRuntimeException lost) {
                    assertThat(lost.getStatus().getCode()).as(lost.toString()).isIn(LOST);
                }
            }
        }
        return null;
    }

    private static long any(Random random) {
        return 1 + random.nextInt(RECORDS);
    }

    private static City record(long id, String value) {
        return city(id, value, "XX", 0);
    }

    private void put(ServiceClient client, Random random, String value) {
        long id = any(random);
        long begun = clock.incrementAndGet();
        ByteString version = client.put(space, record(id, value));
        Map<String, String> written = new HashMap<>();
        written.put("" + id, value);
        add(begun, version, Map.of(), written);
    }

    private void add(long begun, ByteString version, Map<String, String> read, Map<String, String> written) {
        long ended = clock.incrementAndGet();
        ByteString stamp = version.substring(0, 10);
        history.add(new History.Committed(begun, ended, 0, stamp.toByteArray(), read, written));
        written.forEach((id, value) -> writes.add(new Write1(begun, ended, stamp, Long.parseLong(id), value)));
    }

    private void read(ServiceClient client, Random random) {
        long id = any(random);
        long begun = clock.incrementAndGet();
        String value = get(client, id).map(TransactionHistoryTest::value).orElse(null);
        reads.add(new Read(begun, clock.incrementAndGet(), id, value));
    }

    private Optional<Record> get(ServiceClient client, long id) {
        try {
            return Optional.of(client.records()
                    .get(GetRequest.newBuilder()
                            .setRecordSpace(space)
                            .setRecordType("City")
                            .addPrimaryKey(number(id))
                            .build())
                    .getRecord());
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
            return Optional.empty();
        }
    }

    private static String value(Record record) {
        return TransactClient.city(record.getProtobuf()).getName();
    }

    /** Writes two records when one that was read before is still as it was. */
    private void commit(ServiceClient client, Random random, String value) {
        long guarded = any(random);
        Optional<Record> found = get(client, guarded);
        Precondition.Builder precondition =
                Precondition.newBuilder().setRecordType("City").addPrimaryKey(number(guarded));
        found.ifPresentOrElse(
                record -> precondition.setVersionEquals(record.getVersion()), () -> precondition.setExists(false));
        Map<String, String> written = new HashMap<>();
        CommitRequest.Builder request =
                CommitRequest.newBuilder().setRecordSpace(space).addPreconditions(precondition);
        if (random.nextBoolean()) {
            request.setRequestId(value);
        }
        for (int i = 0; i < 2; i++) {
            long id = any(random);
            boolean deletes = random.nextInt(4) == 0;
            request.addWrites(
                    deletes
                            ? Write.newBuilder()
                                    .setDelete(TransactClient.deleteWrite(id).setAllowMissing(true))
                            : Write.newBuilder().setPut(TransactClient.putWrite(record(id, value))));
            written.put("" + id, deletes ? null : value);
        }
        Map<String, String> read = new HashMap<>();
        read.put("" + guarded, found.map(TransactionHistoryTest::value).orElse(null));

        long begun = clock.incrementAndGet();
        CommitResponse response = client.transactions().commit(request.build());
        if (!response.getVersion().isEmpty()) {
            add(begun, response.getVersion(), read, written);
        }
    }

    private void transact(ServiceClient client, Random random, String value) {
        long begun = clock.incrementAndGet();
        Map<String, String> read = new HashMap<>();
        Map<String, String> written = new HashMap<>();
        TransactClient transaction = TransactClient.begin(client, space);
        for (int i = random.nextInt(3); i >= 0; i--) {
            long id = any(random);
            read.put("" + id, transaction.get(id).map(City::getName).orElse(null));
        }
        for (int i = random.nextInt(2); i >= 0; i--) {
            long id = any(random);
            String left = value + "/" + i;
            transaction.put(record(id, left));
            written.put("" + id, left);
        }
        add(begun, transaction.commit().getVersion(), read, written);
    }

    /** A Get saw what was the last write at some moment between its beginning and its end. */
    private Optional<String> violation(Read read) {
        List<Write1> ofRecord = writes.stream()
                .filter(write -> write.id() == read.id())
                .sorted(Comparator.comparing(Write1::stamp, ByteString.unsignedLexicographicalComparator()))
                .toList();
        for (int i = -1; i < ofRecord.size(); i++) {
            String value = i < 0 ? null : ofRecord.get(i).value();
            boolean hadBegun = i < 0 || ofRecord.get(i).begun() < read.ended();
            boolean wasNotOver = i + 1 == ofRecord.size() || ofRecord.get(i + 1).ended() > read.begun();
            if (java.util.Objects.equals(value, read.value()) && hadBegun && wasNotOver) {
                return Optional.empty();
            }
        }
        return Optional.of(read + " fits nowhere among " + ofRecord);
    }
}
