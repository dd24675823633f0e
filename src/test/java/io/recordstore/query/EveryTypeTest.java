package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.index;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.fixture.CountryProto;
import io.recordstore.query.fixture.Everything;
import io.recordstore.query.fixture.Everything.Color;
import io.recordstore.query.fixture.Part;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ElementFilter;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every comparison on a field of every type, each through an index and as a plain evaluation has it. */
@QuarkusTest
class EveryTypeTest {
    private static final List<String> PATHS = List.of(
            "int32_field",
            "sint32_field",
            "sfixed32_field",
            "uint32_field",
            "fixed32_field",
            "int64_field",
            "sint64_field",
            "sfixed64_field",
            "uint64_field",
            "fixed64_field",
            "float_field",
            "double_field",
            "bool_field",
            "string_field",
            "bytes_field",
            "enum_field",
            "time",
            "maybe",
            "numbers",
            "parts.kind",
            "parts.weight");

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private Fixture everything;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("types"));
        String space = client.createSpace();
        ApplySchemaRequest.Builder schema = ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .setDescriptorSet(FileDescriptorSet.newBuilder()
                        .addFile(TimestampProto.getDescriptor().toProto())
                        .addFile(CountryProto.getDescriptor().toProto()))
                .addRecordTypes(RecordType.newBuilder().setName("Everything").addPrimaryKey("id"));
        PATHS.forEach(path -> schema.addIndexes(index("Everything", path)));
        schema.addIndexes(index("Everything", "bool_field", "time"));
        schema.addIndexes(index("Everything", "parts.kind", "parts.weight"));
        client.schemas().applySchema(schema.build());
        List<Message> records = records();
        records.forEach(record -> client.put(space, record));
        everything = new Fixture(client, space, records);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static List<Message> records() {
        Random random = new Random(7);
        List<Message> records = new ArrayList<>();
        for (int i = 1; i <= 45; i++) {
            Everything.Builder record = Everything.newBuilder().setId(i);
            int n = random.nextInt(7) - 3;
            record.setInt32Field(n)
                    .setSint32Field(n)
                    .setSfixed32Field(n)
                    .setUint32Field(n & 0xf)
                    .setFixed32Field(n & 0xf);
            record.setInt64Field(n)
                    .setSint64Field(n)
                    .setSfixed64Field(n)
                    .setUint64Field(n & 0xf)
                    .setFixed64Field(n & 0xf);
            record.setFloatField(n / 2f).setDoubleField(n / 4.0).setBoolField(n > 0);
            record.setStringField(
                    List.of("", "a", "ab", "b", "ａ", "😀", "\uffff").get(n + 3));
            record.setBytesField(ByteString.copyFrom(new byte[] {(byte) (n * 60), (byte) 0xff}));
            record.setEnumField(Color.forNumber(Math.abs(n)));
            if (n != 3) {
                record.setTime(Timestamp.newBuilder().setSeconds(n / 2).setNanos(Math.abs(n) % 2 * 500_000_000));
            }
            if (n > -2) {
                record.setMaybe(n);
            }
            for (int j = 0; j < i % 4; j++) {
                record.addNumbers(n + j);
                Part.Builder part = Part.newBuilder()
                        .setKind(List.of("nut", "bolt", "gear").get(j))
                        .setWeight(n + j);
                record.addParts(j == 1 ? part.setNote("spare").build() : part.build());
            }
            records.add(record.build());
        }
        return records;
    }

    @Test
    void everyComparisonWorksOnEveryType() {
        List<BiConsumer<FieldFilter.Builder, Value>> comparisons = List.of(
                FieldFilter.Builder::setEquals,
                FieldFilter.Builder::setNotEquals,
                FieldFilter.Builder::setLessThan,
                FieldFilter.Builder::setLessThanOrEquals,
                FieldFilter.Builder::setGreaterThan,
                FieldFilter.Builder::setGreaterThanOrEquals,
                (field, value) ->
                        field.setIn(ValueList.newBuilder().addValues(value).addValues(value)));
        Random random = new Random(11);
        for (String path : PATHS) {
            for (BiConsumer<FieldFilter.Builder, Value> comparison : comparisons) {
                FieldFilter.Builder field = FieldFilter.newBuilder().setPath(path);
                comparison.accept(field, value(path, random));
                everything.check(query(Filter.newBuilder().setField(field).build()), random);
            }
        }
    }

    @Test
    void theSameComparisonsAreCheckedOnWhatAnotherIndexFound() {
        Random random = new Random(13);
        Filter positive = Filter.newBuilder()
                .setField(FieldFilter.newBuilder()
                        .setPath("int32_field")
                        .setGreaterThan(Value.newBuilder().setInt64Value(-2)))
                .build();
        for (String path : PATHS) {
            for (Quantifier quantifier : List.of(Quantifier.QUANTIFIER_ANY, Quantifier.QUANTIFIER_ALL)) {
                Filter other = Filter.newBuilder()
                        .setField(FieldFilter.newBuilder()
                                .setPath(path)
                                .setQuantifier(quantifier)
                                .setGreaterThanOrEquals(value(path, random)))
                        .build();
                everything.check(query(and(positive, other)), random);
                everything.check(
                        query(and(positive, Filter.newBuilder().setNot(other).build())), random);
            }
        }
    }

    @Test
    void whatIsNotSetIsFoundByNullAlone() {
        Random random = new Random(17);
        Stream.of(
                        FieldFilter.newBuilder().setPath("maybe").setIsNull(true),
                        FieldFilter.newBuilder().setPath("maybe").setIsNull(false),
                        FieldFilter.newBuilder().setPath("time").setIsNull(true),
                        FieldFilter.newBuilder().setPath("time").setIsNull(false))
                .forEach(field -> {
                    everything.check(query(Filter.newBuilder().setField(field).build()), random);
                });
    }

    @Test
    void anElementFulfilsAConditionByItself() {
        Random random = new Random(19);
        Filter heavyBolt = and(
                Filter.newBuilder()
                        .setField(FieldFilter.newBuilder()
                                .setPath("kind")
                                .setEquals(Value.newBuilder().setStringValue("bolt")))
                        .build(),
                Filter.newBuilder()
                        .setField(FieldFilter.newBuilder()
                                .setPath("weight")
                                .setGreaterThan(Value.newBuilder().setInt64Value(1)))
                        .build());
        everything.check(
                query(Filter.newBuilder()
                        .setElement(ElementFilter.newBuilder().setPath("parts").setFilter(heavyBolt))
                        .build()),
                random);
    }

    @Test
    void everyTypeSorts() {
        Random random = new Random(23);
        for (String path : PATHS.subList(0, 18)) {
            for (boolean descending : new boolean[] {false, true}) {
                everything.check(
                        Query.newBuilder()
                                .addOrderBy(SortKey.newBuilder().setPath(path).setDescending(descending))
                                .build(),
                        random);
            }
        }
    }

    private Value value(String path, Random random) {
        List<Object> values = new ArrayList<>();
        while (values.isEmpty()) {
            Message record = everything.records().get(random.nextInt(45));
            values.addAll(PlainEvaluation.values(record, path));
        }
        Object value = values.get(0);
        return value instanceof Message time
                ? Value.newBuilder().setTimestampValue(timestamp(time)).build()
                : RandomQueries.value(value);
    }

    private static Timestamp timestamp(Message message) {
        try {
            return Timestamp.parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Query query(Filter filter) {
        return Query.newBuilder().setFilter(filter).build();
    }

    private static Filter and(Filter... filters) {
        return Filter.newBuilder()
                .setAnd(FilterList.newBuilder().addAllFilters(List.of(filters)))
                .build();
    }
}
