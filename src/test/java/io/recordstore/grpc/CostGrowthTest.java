package io.recordstore.grpc;

import static io.recordstore.grpc.ServiceClient.city;
import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.recordstore.auth.TestTokens;
import io.recordstore.demo.v1.City;
import io.recordstore.store.KeysTouched;
import io.recordstore.store.ObservedStore;
import io.recordstore.store.Operation;
import io.recordstore.store.Root;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.DeleteRequest;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.Write;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What calls at the gRPC port ask of the store, counted: how it grows with records, rows, indexes and sizes. {@code
 * -Drecordstore.test.growth-records=1000000} fills a RecordSpace further.
 */
@QuarkusTest
@TestProfile(ObservedStore.class)
class CostGrowthTest {
    private static final int FEW_RECORDS = 1_000;
    private static final int MANY_RECORDS = Integer.getInteger("recordstore.test.growth-records", 100_000);
    private static final int FILLED_AT_ONCE = 5_000;
    /** Between the ids of copies there are ids for records. */
    private static final int GAP = 2;

    private static final String TENANT = "growth";

    /** The id of a record that others are copies of, and which no other number looks like. */
    private static final long MODEL = 0x7a5b_3c9d_1e2f_4b6dL;

    /** Pages of a query, of 8 rows and then of 512; one that is full is followed by another. */
    private static final int FIRST_PAGE_ROWS = 8;

    private static final int PAGE_ROWS = 512;

    /** A query that asks for no more rows has them all in one page. */
    private static final int ONE_PAGE_ROWS = 32;

    private static final int MOST_ROWS = 600;

    /** The longest value that is one key-value, and what sealing adds to a record's bytes. */
    private static final int PIECE_BYTES = 100_000;

    private static final int SEAL_BYTES = 34;

    private static final String BLOBS =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Blob {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              bytes data = 2;
            }
            """;

    @TestHTTPResource("/")
    URL server;

    @Inject
    KeysTouched store;

    @Inject
    @Root
    Subspace root;

    private ServiceClient client;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin(TENANT));
    }

    @AfterEach
    void disconnect() {
        client.close();
        store.take();
    }

    @Test
    void aRecordIsReadAndWrittenAtTheSameCostHoweverManyThereAre() {
        String space = client.createCities(index("City", "name"));
        client.put(space, city(MODEL, "copied", "BE", 1));
        fill(1, FEW_RECORDS);
        Map<String, Map<Operation, Long>> amongFew = costs(space, FEW_RECORDS);
        fill(FEW_RECORDS + 1, MANY_RECORDS);
        Map<String, Map<Operation, Long>> amongMany = costs(space, FEW_RECORDS);

        assertThat(amongMany).isEqualTo(amongFew);
        assertThat(operations(amongMany.get("insert")))
                .isEqualTo(Map.of(
                        Operation.TRANSACTION, 1L,
                        Operation.READ_VERSION, 1L,
                        Operation.METADATA_STAMP, 2L,
                        Operation.RANGE_READ, 1L, // whether it is there
                        Operation.SET, 2L, // the record and its index entry
                        Operation.MUTATION, 3L, // the version; the count of its type; what is stored
                        Operation.READ_CONFLICT, 4L,
                        Operation.COMMIT, 1L));
        assertThat(operations(amongMany.get("get")))
                .isEqualTo(Map.of(
                        Operation.TRANSACTION, 1L,
                        Operation.READ_VERSION, 1L,
                        Operation.METADATA_STAMP, 2L,
                        Operation.RANGE_READ, 1L,
                        Operation.PAIR, 2L, // the record and its version
                        Operation.READ_CONFLICT, 2L));
    }

    /** Of a record that comes, is written over with and without a change of its index entry, is read, and goes. */
    private Map<String, Map<Operation, Long>> costs(String space, long among) {
        long id = (among / 2) * GAP + 1;
        Map<String, Map<Operation, Long>> costs = new LinkedHashMap<>();
        costs.put("insert", cost(() -> put(space, city(id, "here", "BE", 1))));
        costs.put("update", cost(() -> put(space, city(id, "here", "NL", 1))));
        costs.put("rename", cost(() -> put(space, city(id, "name", "NL", 1))));
        costs.put("get", cost(() -> get(space, "City", id)));
        costs.put("query", cost(() -> assertThat(query(space, field("name").setEquals(text("name"))))
                .isEqualTo(1)));
        costs.put("delete", cost(() -> delete(space, id)));
        return costs;
    }

    @Test
    void aQueryCostsWhatItsRowsCost() {
        String space = client.createCities(index("City", "population"));
        commit(space, IntStream.range(0, MOST_ROWS).mapToObj(i -> city(1L << 32 | i, "name", "BE", i)));
        for (int rows : new int[] {1, 2, FIRST_PAGE_ROWS - 1, FIRST_PAGE_ROWS, 10, 100, MOST_ROWS}) {
            FieldFilter.Builder fewest = field("population").setLessThan(number(rows));
            query(space, fewest);

            Map<Operation, Long> cost =
                    cost(() -> assertThat(query(space, fewest)).isEqualTo(rows));

            long pages = rows < FIRST_PAGE_ROWS ? 1 : 2 + (rows - FIRST_PAGE_ROWS) / PAGE_ROWS;
            assertThat(operations(cost)).as("%d rows", rows).isEqualTo(costOfRows(rows, pages));
        }
    }

    @Test
    void aQueryThatAsksForFewRowsHasThemByOneTransaction() {
        String space = client.createCities(index("City", "population"));
        commit(space, IntStream.range(0, MOST_ROWS).mapToObj(i -> city(1L << 32 | i, "name", "BE", i)));
        for (int rows : new int[] {FIRST_PAGE_ROWS, ONE_PAGE_ROWS, ONE_PAGE_ROWS + 1}) {
            Query.Builder some = Query.newBuilder()
                    .setFilter(filter(field("population").setGreaterThan(number(0))))
                    .setLimit(rows);
            query(space, some);

            Map<Operation, Long> cost =
                    cost(() -> assertThat(query(space, some)).isEqualTo(rows));

            assertThat(operations(cost)).as("%d rows", rows).isEqualTo(costOfRows(rows, rows <= ONE_PAGE_ROWS ? 1 : 2));
        }
    }

    private static Map<Operation, Long> costOfRows(int rows, long pages) {
        return Map.of(
                Operation.TRANSACTION,
                pages,
                Operation.READ_VERSION,
                pages,
                Operation.METADATA_STAMP,
                2 * pages,
                Operation.RANGE_READ,
                pages + rows, // of index entries, and of each record
                Operation.PAIR,
                3L * rows, // its index entry, itself, its version
                Operation.READ_CONFLICT,
                3 * pages);
    }

    @Test
    void anIndexOfOneValueCostsOneMoreWrite() {
        String[] paths = {"name", "country", "population", "feature_code", "admin_code"};
        String without = client.createCities();
        put(without, city(1, "a", "BE", 1));
        Map<Operation, Long> insert = operations(cost(() -> put(without, city(2, "b", "NL", 2))));
        for (int indexes = 1; indexes <= paths.length; indexes++) {
            String space = client.createCities(IntStream.range(0, indexes)
                    .mapToObj(i -> index("City", paths[i]))
                    .toArray(IndexDefinition[]::new));
            put(space, city(1, "a", "BE", 1));

            Map<Operation, Long> cost = operations(cost(() -> put(space, city(2, "b", "NL", 2))));

            Map<Operation, Long> expected = new EnumMap<>(insert);
            expected.merge(Operation.SET, (long) indexes, Long::sum);
            expected.merge(Operation.READ_CONFLICT, (long) indexes, Long::sum); // on the index' state, which is cached
            assertThat(cost).as("%d indexes", indexes).isEqualTo(expected);
        }
    }

    @Test
    void aRecordCostsItsBytesAndBeyondAPieceItsPieces() {
        String space = client.createSpace();
        client.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .addProtoFiles(
                                ProtoFile.newBuilder().setPath("blob.proto").setContent(BLOBS))
                        .build());
        Sized little = sized(space, 100);
        for (int size : new int[] {1_000, 4_000, 50_000, PIECE_BYTES - SEAL_BYTES - 20}) {
            Sized larger = sized(space, size);
            assertThat(operations(larger.put())).isEqualTo(operations(little.put()));
            assertThat(operations(larger.get())).isEqualTo(operations(little.get()));
            assertThat(larger.moreThan(little, Sized::put, Operation.BYTES_WRITTEN))
                    .isEqualTo(larger.bytes - little.bytes);
            assertThat(larger.moreThan(little, Sized::get, Operation.BYTES_READ))
                    .isEqualTo(larger.bytes - little.bytes);
        }
        Sized two = sized(space, 150_000);
        long keyBytes = sized(space, 250_000).moreThan(two, Sized::get, Operation.BYTES_READ) - 100_000;
        for (int size : new int[] {350_000, 550_000, 1_000_000}) {
            Sized larger = sized(space, size);
            long pieces = (larger.bytes + SEAL_BYTES + PIECE_BYTES - 1) / PIECE_BYTES;
            assertThat(larger.moreThan(little, Sized::put, Operation.SET)).isEqualTo(pieces - 1);
            assertThat(larger.moreThan(little, Sized::get, Operation.PAIR)).isEqualTo(pieces - 1);
            assertThat(larger.get().get(Operation.RANGE_READ)).isEqualTo(1);
            assertThat(larger.moreThan(two, Sized::get, Operation.BYTES_READ))
                    .isEqualTo(larger.bytes - two.bytes + (pieces - 2) * keyBytes);
        }
    }

    /** What a record of so many bytes cost to insert and to get. */
    private record Sized(long bytes, Map<Operation, Long> put, Map<Operation, Long> get) {
        long moreThan(Sized other, Function<Sized, Map<Operation, Long>> call, Operation operation) {
            return call.apply(this).get(operation) - call.apply(other).get(operation);
        }
    }

    private Sized sized(String space, int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        long id = 1L << 32 | size; // keys of one length
        ByteString record = UnknownFieldSet.newBuilder()
                .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(id).build())
                .addField(
                        2,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(data))
                                .build())
                .build()
                .toByteString();
        PutRequest put = PutRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("Blob")
                .setProtobuf(record)
                .build();
        return new Sized(record.size(), cost(() -> client.records().put(put)), cost(() -> get(space, "Blob", id)));
    }

    private void put(String space, City city) {
        client.records().put(ServiceClient.putRequest(space, city).build());
    }

    private void get(String space, String type, long id) {
        client.records()
                .get(GetRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType(type)
                        .addPrimaryKey(number(id))
                        .build());
    }

    private void delete(String space, long id) {
        client.records()
                .delete(DeleteRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .addPrimaryKey(number(id))
                        .build());
    }

    private void commit(String space, Stream<City> cities) {
        CommitRequest.Builder commit = CommitRequest.newBuilder().setRecordSpace(space);
        cities.forEach(city -> commit.addWrites(Write.newBuilder()
                .setPut(PutWrite.newBuilder().setRecordType("City").setProtobuf(city.toByteString()))));
        client.transactions().commit(commit.build());
    }

    private long query(String space, FieldFilter.Builder condition) {
        return query(space, Query.newBuilder().setFilter(filter(condition)));
    }

    private long query(String space, Query.Builder query) {
        return client.stream(ServiceClient.cities(space, query)).stream()
                .filter(QueryResponse::hasRecord)
                .count();
    }

    private Map<Operation, Long> cost(Runnable call) {
        return store.costOf(tenant(), call);
    }

    private static Map<Operation, Long> operations(Map<Operation, Long> cost) {
        Map<Operation, Long> operations = new EnumMap<>(cost);
        operations.remove(Operation.BYTES_READ);
        operations.remove(Operation.BYTES_WRITTEN);
        return operations;
    }

    private Range tenant() {
        byte[] number = store.unobserved()
                .read(transaction ->
                        transaction.get(root.pack(Tuple.from(0, 1, TENANT))).join());
        return Range.startsWith(root.pack(Tuple.fromBytes(number)));
    }

    /** Copies the model's key-values, under other ids: only the model itself could be opened. */
    private void fill(long first, long last) {
        byte[] modelId = Tuple.from(MODEL).pack();
        List<KeyValue> model =
                store
                        .unobserved()
                        .read(transaction ->
                                transaction.getRange(tenant()).asList().join())
                        .stream()
                        .filter(pair -> indexOf(pair.getKey(), modelId) >= 0)
                        .toList();
        assertThat(model).as("record, version, index entry").hasSize(3);
        for (long from = first; from <= last; from += FILLED_AT_ONCE) {
            fill(model, modelId, from, Math.min(last, from + FILLED_AT_ONCE - 1));
        }
    }

    private void fill(List<KeyValue> model, byte[] modelId, long first, long last) {
        store.unobserved().run(transaction -> {
            for (long id = first; id <= last; id++) {
                byte[] itsId = Tuple.from(id * GAP).pack();
                for (KeyValue pair : model) {
                    transaction.set(ByteArrayUtil.replace(pair.getKey(), modelId, itsId), pair.getValue());
                }
            }
            return null;
        });
    }

    private static int indexOf(byte[] key, byte[] part) {
        return IntStream.rangeClosed(0, key.length - part.length)
                .filter(i -> Arrays.equals(key, i, i + part.length, part, 0, part.length))
                .findFirst()
                .orElse(-1);
    }
}
