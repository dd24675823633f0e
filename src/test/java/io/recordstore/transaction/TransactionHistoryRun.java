package io.recordstore.transaction;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.grpc.Context;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.demo.v1.City;
import io.recordstore.fdb.embedded.History;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.Change;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Precondition;
import io.recordstore.v1.Record;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.recordstore.v1.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Clients that commit, transact, put and get a few records of one RecordSpace at once, at a server that may be killed and come
 * back at another port. Afterwards a serial order in real time must explain what they did. What became of a call that was not
 * answered the log of changes tells: it has what happened, whole, and nothing that was refused or that nobody asked for.
 */
public final class TransactionHistoryRun {
    private static final int RECORDS = 4;

    /** The last record that is written, by which the end of the log is known. */
    private static final long LAST = 1_000;

    /** Of those who lost against others, or meant a record that another had changed: nothing happened. */
    private static final Set<Code> REFUSED = Set.of(Code.ABORTED, Code.FAILED_PRECONDITION, Code.NOT_FOUND);

    /** Of those who were too slow on a busy machine: it may have happened. */
    private static final Set<Code> LATE = Set.of(Code.DEADLINE_EXCEEDED);

    /** Of those whose server was killed: it may have happened. */
    private static final Set<Code> KILLED = Set.of(Code.UNAVAILABLE, Code.UNKNOWN, Code.CANCELLED, Code.INTERNAL);

    private final IntSupplier port;
    private final String token;
    private final long seed;
    private final int clients;
    private final int each;
    private final History history = new History();
    private final ConcurrentLinkedQueue<RecordWrite> writes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Unanswered> unanswered = new ConcurrentLinkedQueue<>();
    private final Map<String, Map<String, String>> acknowledged = new java.util.concurrent.ConcurrentHashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final String space = "test/" + UUID.randomUUID();
    private volatile boolean isOver;

    /**
     * @param port where the server is now
     * @param each how much each client does at least that is answered
     */
    public TransactionHistoryRun(IntSupplier port, String token, long seed, int clients, int each) {
        this.port = port;
        this.token = token;
        this.seed = seed;
        this.clients = clients;
        this.each = each;
        try (ServiceClient admin = connect()) {
            admin.spaces()
                    .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                            .setRecordSpace(space)
                            .setChangeRetention(ChangeRetention.newBuilder()
                                    .setDuration(Durations.fromHours(1))
                                    .setValues(ChangeValues.CHANGE_VALUES_AFTER))
                            .build());
            admin.schemas().applySchema(ServiceClient.citySchema(space));
        }
    }

    /** What a commit left in one record; null when it deleted it. */
    private record RecordWrite(long begun, long ended, ByteString stamp, long id, String value) {}

    /** What a single Get found; null when there was nothing. */
    private record Read(long begun, long ended, long id, String value) {}

    /**
     * What was asked for and not answered well.
     *
     * @param value what it would have written, and nobody else
     * @param mayHaveHappened whether the answer leaves that open
     */
    private record Unanswered(
            long begun, String value, boolean mayHaveHappened, Map<String, String> read, Map<String, String> written) {}

    /** One thing that a client does, as far as it has come. */
    private final class Deed {
        private final String value;
        private final Map<String, String> read = new HashMap<>();
        private final Map<String, String> written = new HashMap<>();
        private final long begun = clock.incrementAndGet();

        Deed(String value) {
            this.value = value;
        }

        void done(ByteString version) {
            answered.incrementAndGet();
            long ended = clock.incrementAndGet();
            if (!version.isEmpty()) {
                acknowledged.put(hex(version), written);
                add(begun, ended, version.substring(0, 10), read, written);
            }
        }

        void failed(Code code) {
            unanswered.add(new Unanswered(begun, value, !REFUSED.contains(code), read, written));
        }
    }

    /** How many writes have been answered well so far. */
    public long answered() {
        return answered.get();
    }

    private ServiceClient connect() {
        return new ServiceClient(port.getAsInt(), token);
    }

    private static String hex(ByteString version) {
        return HexFormat.of().formatHex(version.substring(0, 10).toByteArray());
    }

    /**
     * Runs the clients until each has done its part, and as long as something else takes.
     *
     * @param meanwhile empty when nothing kills the server, and every call is to be answered
     * @return how many calls it was not known of whether they had happened, and how many of them had
     */
    public String run(Optional<Callable<Void>> meanwhile) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients + 1);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int number = i;
            all.add(threads.submit(() -> client(number, new Random(seed + number), meanwhile.isPresent())));
        }
        try {
            if (meanwhile.isPresent()) {
                meanwhile.get().call();
            }
        } finally {
            isOver = true;
        }
        threads.shutdown();
        for (Future<Void> done : all) {
            done.get();
        }
        return check();
    }

    private Void client(int number, Random random, boolean mayBeKilled) throws InterruptedException {
        ServiceClient client = connect();
        int answered = 0;
        for (int i = 0; answered < each || !isOver; i++) {
            answered++;
            Deed deed = new Deed(number + "-" + i);
            try {
                switch (random.nextInt(4)) {
                    case 0 -> put(client, random, deed);
                    case 1 -> commit(client, random, deed);
                    case 2 -> read(client, random);
                    default -> transact(client, random, deed);
                }
            } catch (StatusRuntimeException failure) {
                Code code = failure.getStatus().getCode();
                boolean isExpected =
                        REFUSED.contains(code) || LATE.contains(code) || mayBeKilled && KILLED.contains(code);
                assertThat(isExpected).as(failure.toString()).isTrue();
                deed.failed(code);
                if (KILLED.contains(code)) {
                    answered--;
                    TimeUnit.MILLISECONDS.sleep(20);
                    client.close();
                    client = connect();
                }
            }
        }
        client.close();
        return null;
    }

    private String check() {
        Map<String, Map<String, String>> log = log();
        acknowledged.forEach((stamp, written) -> assertThat(log.remove(stamp))
                .as("seed %d: %s was acknowledged, and is not in the log as it was", seed, stamp)
                .isNotNull()
                .satisfies(changes -> assertThat(written).containsAllEntriesOf(changes)));
        long open = unanswered.stream().filter(Unanswered::mayHaveHappened).count();
        long happened = 0;
        for (Unanswered deed : unanswered) {
            Optional<String> stamp = log.entrySet().stream()
                    .filter(entry -> entry.getValue().values().stream()
                            .anyMatch(value -> value != null && (value + "/").startsWith(deed.value() + "/")))
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (stamp.isPresent()) {
                assertThat(deed.mayHaveHappened())
                        .as("seed %d: refused, and happened: %s", seed, deed)
                        .isTrue();
                assertThat(deed.written()).as("seed %d", seed).containsAllEntriesOf(log.remove(stamp.get()));
                add(
                        deed.begun(),
                        Long.MAX_VALUE,
                        ByteString.copyFrom(HexFormat.of().parseHex(stamp.get())),
                        deed.read(),
                        deed.written());
                happened++;
            }
        }
        assertThat(log).as("seed %d: what nobody asked for", seed).isEmpty();
        assertThat(history.size()).isGreaterThan(each);
        assertThat(history.violation()).as("seed %d", seed).isEmpty();
        for (Read read : reads) {
            assertThat(violation(read)).as("seed %d", seed).isEmpty();
        }
        return history.size() + " commits, " + reads.size() + " reads; not known of " + open + " calls, of which "
                + happened + " had happened";
    }

    /** By version, what every commit left in the records that it changed. */
    private Map<String, Map<String, String>> log() {
        Map<String, Map<String, String>> log = new TreeMap<>();
        Context.CancellableContext context = Context.current().withCancellation();
        Context previous = context.attach();
        try (ServiceClient client = connect()) {
            String last = hex(client.put(space, record(LAST, "last")));
            Iterator<WatchResponse> responses = client.changes()
                    .watch(WatchRequest.newBuilder()
                            .setRecordSpace(space)
                            .setBeginning(true)
                            .build());
            while (!log.containsKey(last)) {
                WatchResponse response = responses.next();
                for (Change change : response.getTransaction().getChangesList()) {
                    log.computeIfAbsent(hex(response.getTransaction().getVersion()), stamp -> new HashMap<>())
                            .put(
                                    "" + change.getPrimaryKey(0).getInt64Value(),
                                    change.hasAfter() ? value(change.getAfter()) : null);
                }
            }
            log.remove(last);
            return log;
        } finally {
            context.detach(previous);
            context.cancel(null);
        }
    }

    private static long any(Random random) {
        return 1 + random.nextInt(RECORDS);
    }

    private static City record(long id, String value) {
        return city(id, value, "XX", 0);
    }

    private void put(ServiceClient client, Random random, Deed deed) {
        long id = any(random);
        deed.written.put("" + id, deed.value);
        deed.done(client.put(space, record(id, deed.value)));
    }

    private void add(long begun, long ended, ByteString stamp, Map<String, String> read, Map<String, String> written) {
        history.add(new History.Committed(begun, ended, 0, stamp.toByteArray(), read, written));
        written.forEach((id, value) -> writes.add(new RecordWrite(begun, ended, stamp, Long.parseLong(id), value)));
    }

    private void read(ServiceClient client, Random random) {
        long id = any(random);
        long begun = clock.incrementAndGet();
        String value = get(client, id).map(TransactionHistoryRun::value).orElse(null);
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
            if (e.getStatus().getCode() != Code.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static String value(Record record) {
        return TransactClient.city(record.getProtobuf()).getName();
    }

    /** Writes two records when one that was read before is still as it was. */
    private void commit(ServiceClient client, Random random, Deed deed) {
        long guarded = any(random);
        Optional<Record> found = get(client, guarded);
        Precondition.Builder precondition =
                Precondition.newBuilder().setRecordType("City").addPrimaryKey(number(guarded));
        found.ifPresentOrElse(
                record -> precondition.setVersionEquals(record.getVersion()), () -> precondition.setExists(false));
        CommitRequest.Builder request =
                CommitRequest.newBuilder().setRecordSpace(space).addPreconditions(precondition);
        if (random.nextBoolean()) {
            request.setRequestId(deed.value);
        }
        long first = any(random);
        long second = 1 + first % RECORDS;
        boolean deletes = random.nextInt(4) == 0;
        request.addWrites(Write.newBuilder().setPut(TransactClient.putWrite(record(first, deed.value))));
        request.addWrites(
                deletes
                        ? Write.newBuilder()
                                .setDelete(TransactClient.deleteWrite(second).setAllowMissing(true))
                        : Write.newBuilder().setPut(TransactClient.putWrite(record(second, deed.value))));
        deed.written.put("" + first, deed.value);
        deed.written.put("" + second, deletes ? null : deed.value);
        deed.read.put("" + guarded, found.map(TransactionHistoryRun::value).orElse(null));
        CommitResponse response = client.transactions().commit(request.build());
        deed.done(response.getVersion());
    }

    private void transact(ServiceClient client, Random random, Deed deed) {
        TransactClient transaction = TransactClient.begin(client, space);
        for (int i = random.nextInt(3); i >= 0; i--) {
            long id = any(random);
            deed.read.put("" + id, transaction.get(id).map(City::getName).orElse(null));
        }
        for (int i = random.nextInt(2); i >= 0; i--) {
            long id = any(random);
            String left = deed.value + "/" + i;
            transaction.put(record(id, left));
            deed.written.put("" + id, left);
        }
        deed.done(transaction.commit().getVersion());
    }

    /** A Get saw what was the last write at some moment between its beginning and its end. */
    private Optional<String> violation(Read read) {
        List<RecordWrite> ofRecord = writes.stream()
                .filter(write -> write.id() == read.id())
                .sorted(Comparator.comparing(RecordWrite::stamp, ByteString.unsignedLexicographicalComparator()))
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
