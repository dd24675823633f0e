package io.recordstore.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.recordstore.v1.Write;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Writers and watchers of one RecordSpace, at a server that may be killed and come back at another port. All of them are at it
 * for as long as it is killed. Writers send a commit again under its request id until it is answered. Watchers break off at random and go on from the last token, or the one
 * before it. Afterwards every watcher must have seen just what was committed: no commit lost, none before an earlier one,
 * and none twice but after the watcher went back itself.
 */
public final class ChangeFeedRun {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int RECORDS = 20;
    private static final int LAST_RECORD = RECORDS + 1;

    private final IntSupplier port;
    private final String token;
    private final long seed;
    private final int writers;
    private final int commitsEach;
    private final String space = "test/" + UUID.randomUUID();

    /** A writer that is none of the others: it writes once, when they are through. */
    private static final int LAST = -1;

    /** By version, what each commit wrote. */
    private final Map<String, List<String>> committed = new ConcurrentSkipListMap<>();

    private volatile boolean isOver;

    /** When the last commit was answered, by which watchers know how long to be patient; before, there is no such time. */
    private volatile Optional<Long> writtenNanos = Optional.empty();

    /**
     * @param port where the server is now
     * @param commitsEach how much each writer commits at least
     */
    public ChangeFeedRun(IntSupplier port, String token, long seed, int writers, int commitsEach) {
        this.port = port;
        this.token = token;
        this.seed = seed;
        this.writers = writers;
        this.commitsEach = commitsEach;
        try (ServiceClient client = connect()) {
            client.spaces()
                    .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                            .setRecordSpace(space)
                            .setChangeRetention(ChangeRetention.newBuilder()
                                    .setDuration(Durations.fromHours(1))
                                    .setValues(ChangeValues.CHANGE_VALUES_AFTER))
                            .build());
            client.schemas().applySchema(ServiceClient.citySchema(space));
        }
    }

    /** How many commits have been answered so far. */
    public long answered() {
        return committed.size();
    }

    private ServiceClient connect() {
        return new ServiceClient(port.getAsInt(), token);
    }

    /**
     * Writes for as long as something else takes, and until each writer has done its part, and watches until all is seen.
     *
     * @return how many commits there were
     */
    public int run(int watchers, Callable<Void> meanwhile) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers + watchers);
        List<Future<Void>> watches = new ArrayList<>();
        List<Watcher> watching = new ArrayList<>();
        for (int i = 0; i < watchers; i++) {
            Watcher watcher = new Watcher(new Random(seed + 1_000 + i));
            watching.add(watcher);
            watches.add(threads.submit(watcher));
        }
        List<Future<Void>> writes = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int number = i;
            writes.add(threads.submit(() -> write(number, new Random(seed + number))));
        }
        threads.shutdown();
        try {
            meanwhile.call();
        } finally {
            isOver = true;
        }
        for (Future<Void> each : writes) {
            each.get();
        }
        writeLast();
        for (Future<Void> each : watches) {
            each.get();
        }
        assertThat(committed).hasSizeGreaterThan(writers * commitsEach);
        for (Watcher watcher : watching) {
            assertThat(watcher.seen).as("seed %d", seed).isEqualTo(committed);
        }
        return committed.size();
    }

    private void writeLast() throws InterruptedException {
        ServiceClient client = connect();
        write(client, List.of(city(LAST, 0, 0, LAST_RECORD)));
        client.close();
        writtenNanos = Optional.of(System.nanoTime());
    }

    private Void write(int writer, Random random) throws InterruptedException {
        ServiceClient client = connect();
        for (int i = 0; i < commitsEach || !isOver; i++) {
            List<City> cities = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                cities.add(city(writer, i, n, 1 + random.nextInt(RECORDS)));
            }
            client = write(client, cities);
        }
        client.close();
        return null;
    }

    private static City city(int writer, int commit, int place, int id) {
        return ServiceClient.city(id, writer + "-" + commit + "-" + place, "BE", 0);
    }

    /** @return the client to go on with */
    private ServiceClient write(ServiceClient first, List<City> cities) throws InterruptedException {
        CommitRequest.Builder request = CommitRequest.newBuilder()
                .setRecordSpace(space)
                .setRequestId(UUID.randomUUID().toString());
        cities.forEach(city -> request.addWrites(Write.newBuilder()
                .setPut(PutWrite.newBuilder().setRecordType("City").setProtobuf(city.toByteString()))));
        ServiceClient client = first;
        Optional<ByteString> version = commit(client, request.build());
        for (long begun = System.nanoTime(); version.isEmpty(); version = commit(client, request.build())) {
            assertThat(System.nanoTime() - begun).as("seed %d", seed).isLessThan(PATIENCE_NANOS);
            TimeUnit.MILLISECONDS.sleep(50);
            client.close();
            client = connect();
        }
        committed.put(
                hex(version.get()), cities.stream().map(ChangeFeedRun::text).toList());
        return client;
    }

    private static String text(City city) {
        return city.getId() + "=" + city.getName();
    }

    /** Nothing when no answer came. */
    private static Optional<ByteString> commit(ServiceClient client, CommitRequest request) {
        try {
            return Optional.of(client.transactions().commit(request).getVersion());
        } catch (StatusRuntimeException brokenOff) {
            return Optional.empty();
        }
    }

    /** Of the commit alone. */
    private static String hex(ByteString version) {
        return java.util.HexFormat.of().formatHex(version.substring(0, 10).toByteArray());
    }

    private final class Watcher implements Callable<Void> {
        private final Random random;
        private final TreeMap<String, List<String>> seen = new TreeMap<>();
        private String last = "";
        private String before = "";
        private boolean hasSeenTheLast;

        Watcher(Random random) {
            this.random = random;
        }

        @Override
        public Void call() throws Exception {
            ServiceClient client = connect();
            while (!hasSeenTheLast) {
                requireInTime();
                try {
                    watch(client);
                } catch (StatusRuntimeException brokenOff) {
                    TimeUnit.MILLISECONDS.sleep(50);
                    client.close();
                    client = connect();
                }
            }
            client.close();
            return null;
        }

        /** Some messages, from the last token or, to see some again, from the one before. */
        private void watch(ServiceClient client) throws InvalidProtocolBufferException {
            String from = random.nextInt(3) == 0 ? before : last;
            WatchRequest.Builder request = WatchRequest.newBuilder().setRecordSpace(space);
            if (from.isEmpty()) {
                request.setBeginning(true);
            } else {
                request.setResumeToken(from);
            }
            Context.CancellableContext context = Context.current().withCancellation();
            Context previous = context.attach();
            try {
                Iterator<WatchResponse> responses = client.changes().watch(request.build());
                for (int left = 1 + random.nextInt(100); left > 0 && !hasSeenTheLast; left--) {
                    accept(responses.next(), !from.equals(last));
                }
            } finally {
                context.detach(previous);
                context.cancel(null);
            }
        }

        private void requireInTime() {
            boolean isLate = writtenNanos
                    .filter(written -> System.nanoTime() - written > PATIENCE_NANOS)
                    .isPresent();
            assertThat(isLate)
                    .as("seed %d: %d seen of %d, and not the last", seed, seen.size(), committed.size())
                    .isFalse();
        }

        private void accept(WatchResponse response, boolean wentBack) throws InvalidProtocolBufferException {
            requireInTime();
            before = last;
            last = response.getResumeToken();
            if (!response.hasTransaction()) {
                return;
            }
            String version = hex(response.getTransaction().getVersion());
            List<String> changes = new ArrayList<>();
            for (io.recordstore.v1.Change change : response.getTransaction().getChangesList()) {
                City city = City.parseFrom(change.getAfter().getProtobuf());
                assertThat(change.getPrimaryKey(0).getInt64Value()).isEqualTo(city.getId());
                changes.add(text(city));
                hasSeenTheLast |= city.getId() == LAST_RECORD;
            }
            assertThat(response.getTransaction().getComplete()).isTrue();
            if (seen.containsKey(version)) {
                assertThat(wentBack).as("seed %d: %s came twice", seed, version).isTrue();
                assertThat(changes).isEqualTo(seen.get(version));
            } else {
                assertThat(seen.isEmpty() || version.compareTo(seen.lastKey()) > 0)
                        .as("seed %d: %s came after a later one", seed, version)
                        .isTrue();
                seen.put(version, changes);
            }
        }
    }
}
