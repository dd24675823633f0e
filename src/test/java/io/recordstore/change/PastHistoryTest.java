package io.recordstore.change;

import static io.recordstore.grpc.ServiceClient.citySchema;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.Fixture;
import io.recordstore.query.Loading;
import io.recordstore.query.RandomQueries;
import io.recordstore.v1.BatchGetRequest;
import io.recordstore.v1.BatchGetResult;
import io.recordstore.v1.ChangeKind;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteWrite;
import io.recordstore.v1.DiffRequest;
import io.recordstore.v1.DiffResponse;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Moment;
import io.recordstore.v1.PrimaryKey;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Write;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/**
 * What was is told as a model has it that keeps every version: queries at random, records by their keys, counts and diffs, of any
 * version that there was, while others write and when they are done. Replayed from {@code -Dpast.seed}, as far as threads can be;
 * {@code -Dpast.looks} is how often it looks.
 */
@QuarkusTest
class PastHistoryTest {
    private static final int RECORDS = 60;
    private static final int WRITERS = 2;
    private static final int LOOKS = Integer.getInteger("past.looks", 5);

    /** Of each writer at most: every look reads the log again. */
    private static final int COMMITS = 15 * LOOKS;

    @TestHTTPResource("/")
    URL server;

    private final long seed = Long.getLong("past.seed", System.nanoTime());

    /** By version, what each commit wrote: null where it deleted. */
    private final ConcurrentSkipListMap<String, Map<Long, City>> commits = new ConcurrentSkipListMap<>();

    /** By writer, the last version that it was told of: what it has in flight is later. */
    private final AtomicReferenceArray<String> last = new AtomicReferenceArray<>(WRITERS);

    private final AtomicBoolean isOver = new AtomicBoolean();
    private List<City> cities;
    private String space;

    @Test
    void everyVersionIsToldAsItWasWhileOthersWrite() throws Exception {
        System.out.println("PastHistoryTest from -Dpast.seed=" + seed);
        try (ServiceClient client = connect()) {
            create(client);
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                writers.add(threads.submit(() -> write(number)));
            }
            Random random = new Random(seed);
            while (last.get(0) == null || last.get(1) == null || commits.size() < 20) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < LOOKS; i++) {
                look(client, random);
            }
            isOver.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
            threads.shutdown();
            for (int i = 0; i < LOOKS; i++) {
                look(client, random);
            }
        }
    }

    private ServiceClient connect() {
        return new ServiceClient(server.getPort(), TestTokens.admin("past"));
    }

    private void create(ServiceClient client) throws IOException {
        space = "test/" + UUID.randomUUID();
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .setChangeRetention(ChangeRetention.newBuilder()
                                .setDuration(Durations.fromHours(1))
                                .setValues(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER))
                        .build());
        client.schemas()
                .applySchema(citySchema(
                                space,
                                index("City", "country", "population"),
                                index("City", "name"),
                                index("City", "population"),
                                index("City", "feature_code", "population"),
                                IndexDefinition.newBuilder()
                                        .setName("words")
                                        .setRecordType("City")
                                        .setKind(IndexKind.INDEX_KIND_TEXT)
                                        .addFields(IndexField.newBuilder().setPath("name"))
                                        .build(),
                                IndexDefinition.newBuilder()
                                        .setName("one_each")
                                        .setRecordType("City")
                                        .setUnique(true)
                                        .addFields(IndexField.newBuilder().setPath("alt_name"))
                                        .build())
                        .toBuilder()
                        .addSensitiveFields("City.feature_code")
                        .build());
        try (InputStream lines = PastHistoryTest.class.getResourceAsStream("/demo/cities.ndjson")) {
            cities = new ArrayList<>();
            for (Message record : Loading.read(lines, City.getDescriptor()).subList(0, RECORDS)) {
                cities.add(City.parseFrom(record.toByteString()).toBuilder()
                        .setAltName("alt " + cities.size())
                        .build());
            }
        }
        commit(client, new Random(seed), List.copyOf(cities));
    }

    private Void write(int number) {
        Random random = new Random(seed + number);
        try (ServiceClient client = connect()) {
            for (int i = 0; i < COMMITS && !isOver.get(); i++) {
                List<City> some = new ArrayList<>();
                for (int j = random.nextInt(4); j >= 0; j--) {
                    City city = cities.get(random.nextInt(RECORDS));
                    City like = cities.get(random.nextInt(RECORDS));
                    some.add(like.toBuilder()
                            .setId(city.getId())
                            .setAltName(number + "." + i + "." + j)
                            .setPopulation(random.nextBoolean() ? like.getPopulation() : random.nextInt(1_000_000))
                            .build());
                }
                String version = commit(client, random, some);
                if (!version.isEmpty()) {
                    last.set(number, version);
                }
            }
        }
        return null;
    }

    /** Puts these, or deletes one in three. */
    private String commit(ServiceClient client, Random random, List<City> wanted) {
        Map<Long, City> written = new TreeMap<>();
        CommitRequest.Builder request = CommitRequest.newBuilder().setRecordSpace(space);
        for (City city : wanted) {
            boolean isDeletion = random.nextInt(3) == 0;
            written.put(city.getId(), isDeletion ? null : city);
            request.addWrites(
                    isDeletion
                            ? Write.newBuilder()
                                    .setDelete(DeleteWrite.newBuilder()
                                            .setRecordType("City")
                                            .addPrimaryKey(number(city.getId()))
                                            .setAllowMissing(true))
                            : Write.newBuilder()
                                    .setPut(PutWrite.newBuilder()
                                            .setRecordType("City")
                                            .setProtobuf(city.toByteString())));
        }
        ByteString stamp = client.transactions().commit(request.build()).getVersion();
        String version = HexFormat.of().formatHex(stamp.toByteArray());
        if (!stamp.isEmpty()) {
            commits.put(version, written);
        }
        return version;
    }

    /** A version up to which every commit is known. */
    private String known(Random random) {
        String settled = last.get(0).compareTo(last.get(1)) < 0 ? last.get(0) : last.get(1);
        List<String> versions = new ArrayList<>(commits.headMap(settled, true).keySet());
        return versions.get(random.nextInt(versions.size()));
    }

    private Map<Long, City> model(String version) {
        Map<Long, City> records = new TreeMap<>();
        commits.headMap(version, true)
                .values()
                .forEach(written -> written.forEach((id, city) -> {
                    if (city == null) {
                        records.remove(id);
                    } else {
                        records.put(id, city);
                    }
                }));
        return records;
    }

    private static Moment moment(String version) {
        return Moment.newBuilder()
                .setVersion(ByteString.copyFrom(HexFormat.of().parseHex(version)))
                .build();
    }

    private void look(ServiceClient client, Random random) throws InvalidProtocolBufferException {
        String version = known(random);
        Map<Long, City> model = model(version);
        new Fixture(client, space, List.copyOf(model.values()), Optional.of(moment(version)))
                .check(queries(random).next(), random);
        assertThat(records(client, version)).as(version).isEqualTo(model);
        assertThat(client.records()
                        .count(CountRequest.newBuilder()
                                .setRecordSpace(space)
                                .setRecordType("City")
                                .setAllowScan(true)
                                .setAt(moment(version))
                                .build())
                        .getCount())
                .isEqualTo(model.size());
        compare(client, version, known(random));
    }

    private RandomQueries queries(Random random) {
        return new RandomQueries(
                random,
                cities,
                List.of("country", "name", "population"),
                List.of("alt_name", "admin_code", "location.longitude"),
                List.of("name"),
                List.of(),
                List.of(
                        List.of("name"),
                        List.of("population"),
                        List.of("country", "population"),
                        List.of("feature_code", "population")));
    }

    private Map<Long, City> records(ServiceClient client, String version) throws InvalidProtocolBufferException {
        BatchGetRequest.Builder request = BatchGetRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setAt(moment(version));
        cities.forEach(city -> request.addPrimaryKeys(PrimaryKey.newBuilder().addValues(number(city.getId()))));
        Map<Long, City> records = new TreeMap<>();
        for (BatchGetResult result : client.records().batchGet(request.build()).getResultsList()) {
            if (result.hasRecord()) {
                City city = City.parseFrom(result.getRecord().getProtobuf());
                records.put(city.getId(), city);
            }
        }
        return records;
    }

    /** What a diff tells turns what was into what became of it, and is no more than it takes. */
    private void compare(ServiceClient client, String one, String other) throws InvalidProtocolBufferException {
        String from = Collections.min(List.of(one, other));
        String to = Collections.max(List.of(one, other));
        Map<Long, City> before = model(from);
        Map<Long, City> after = model(to);
        Map<Long, City> turned = new TreeMap<>(before);
        List<Long> told = new ArrayList<>();
        for (DiffResponse response : (Iterable<DiffResponse>) () -> client.changes()
                .diff(DiffRequest.newBuilder()
                        .setRecordSpace(space)
                        .setFrom(moment(from))
                        .setTo(moment(to))
                        .build())) {
            io.recordstore.v1.Change change = response.getChange();
            long id = change.getPrimaryKey(0).getInt64Value();
            City was = change.hasBefore() ? City.parseFrom(change.getBefore().getProtobuf()) : null;
            City is = change.hasAfter() ? City.parseFrom(change.getAfter().getProtobuf()) : null;
            assertThat(was).isEqualTo(before.get(id)).isNotEqualTo(is);
            assertThat(change.getKind())
                    .isEqualTo(
                            was == null
                                    ? ChangeKind.CHANGE_KIND_INSERT
                                    : is == null ? ChangeKind.CHANGE_KIND_DELETE : ChangeKind.CHANGE_KIND_UPDATE);
            told.add(id);
            turned.put(id, is);
        }
        turned.values().removeIf(city -> city == null);
        assertThat(turned).as("from %s to %s", from, to).isEqualTo(after);
        assertThat(told).isSorted().doesNotHaveDuplicates();
    }
}
