package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.text;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.fixture.CountryProto;
import io.recordstore.query.fixture.Everything;
import io.recordstore.query.fixture.Everything.Color;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.SortOrder;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns that descend, of bytes, enums and texts: they find, bound and sort as ascending ones do, at the gRPC port. */
@QuarkusTest
class DescendingTest {
    private static final List<String> PATHS = List.of("bytes_field", "enum_field", "string_field", "maybe");

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;

    @AfterEach
    void disconnect() {
        client.close();
    }

    private Fixture load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("descending"));
        String space = client.createSpace();
        ApplySchemaRequest.Builder schema = ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .setDescriptorSet(FileDescriptorSet.newBuilder()
                        .addFile(TimestampProto.getDescriptor().toProto())
                        .addFile(CountryProto.getDescriptor().toProto()))
                .addRecordTypes(RecordType.newBuilder().setName("Everything").addPrimaryKey("id"));
        for (String path : PATHS) {
            schema.addIndexes(IndexDefinition.newBuilder()
                    .setName("by_bool_and_" + path)
                    .setRecordType("Everything")
                    .addFields(IndexField.newBuilder().setPath("bool_field"))
                    .addFields(IndexField.newBuilder().setPath(path).setOrder(SortOrder.SORT_ORDER_DESCENDING)));
        }
        client.schemas().applySchema(schema.build());
        List<Message> records = records();
        client.put(space, records.toArray(Message[]::new));
        return new Fixture(client, space, records);
    }

    private static List<Message> records() {
        List<Message> records = new ArrayList<>();
        for (int i = 1; i <= 24; i++) {
            Everything.Builder record = Everything.newBuilder()
                    .setId(i)
                    .setBoolField(i % 2 == 0)
                    .setEnumField(Color.forNumber(i % 4))
                    .setBytesField(ByteString.copyFrom(new byte[] {(byte) (i * 60), (byte) (i % 3 == 0 ? 0 : 0xff)}))
                    .setStringField(List.of("", "a", "ab", "ａ", "😀").get(i % 5));
            if (i % 5 > 1) {
                record.setMaybe(i % 7);
            }
            records.add(record.build());
        }
        return records;
    }

    @Test
    void everyComparisonAndBothWaysOfAnOrder() {
        Fixture everything = load();
        Random random = new Random(3);
        for (String path : PATHS) {
            Value value = value(path);
            List<Function<FieldFilter.Builder, FieldFilter.Builder>> comparisons = List.of(
                    field -> field.setEquals(value),
                    field -> field.setLessThan(value),
                    field -> field.setLessThanOrEquals(value),
                    field -> field.setGreaterThan(value),
                    field -> field.setGreaterThanOrEquals(value),
                    field -> field.setIn(ValueList.newBuilder().addValues(value).addValues(other(path))));
            for (Function<FieldFilter.Builder, FieldFilter.Builder> comparison : comparisons) {
                Query.Builder query = Query.newBuilder()
                        .setFilter(CountriesTest.and(
                                filter(field("bool_field").setEquals(CountriesTest.bool(true))),
                                filter(comparison.apply(field(path)))));
                everything.check(query.build(), random);
                everything.check(
                        query.addOrderBy(SortKey.newBuilder().setPath(path)).build(), random);
            }
            for (boolean turned : new boolean[] {false, true}) {
                everything.check(
                        Query.newBuilder()
                                .addOrderBy(SortKey.newBuilder()
                                        .setPath("bool_field")
                                        .setDescending(turned))
                                .addOrderBy(SortKey.newBuilder().setPath(path).setDescending(!turned))
                                .build(),
                        random);
            }
        }
    }

    private static Value value(String path) {
        return switch (path) {
            case "bytes_field" ->
                Value.newBuilder()
                        .setBytesValue(ByteString.copyFrom(new byte[] {(byte) 240, (byte) 0xff}))
                        .build();
            case "enum_field" -> text("COLOR_GREEN");
            case "string_field" -> text("ab");
            default -> ServiceClient.number(3);
        };
    }

    private static Value other(String path) {
        return switch (path) {
            case "bytes_field" ->
                Value.newBuilder()
                        .setBytesValue(ByteString.copyFrom(new byte[] {120, (byte) 0xff}))
                        .build();
            case "enum_field" -> text("COLOR_UNSPECIFIED");
            case "string_field" -> text("😀");
            default -> ServiceClient.number(4);
        };
    }
}
