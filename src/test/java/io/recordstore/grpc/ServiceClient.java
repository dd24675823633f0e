package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.recordstore.demo.v1.City;
import io.recordstore.demo.v1.CityProto;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeServiceGrpc;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.OperationServiceGrpc;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.QuotaServiceGrpc;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.RecordSpaceServiceGrpc;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.SchemaServiceGrpc;
import io.recordstore.v1.TokenServiceGrpc;
import io.recordstore.v1.TransactionServiceGrpc;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import io.recordstore.v1.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** A client of the services at a port, with one token. */
public final class ServiceClient implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Metadata headers = new Metadata();

    /** @param token null for none */
    public ServiceClient(int port, String token) {
        this(ManagedChannelBuilder.forAddress("localhost", port).usePlaintext(), token);
    }

    /** @param token null for none */
    public ServiceClient(ManagedChannelBuilder<?> server, String token) {
        channel = server.maxInboundMessageSize(32 << 20).build();
        if (token != null) {
            headers.put(AUTHORIZATION, "Bearer " + token);
        }
    }

    public ManagedChannel channel() {
        return channel;
    }

    public RecordSpaceServiceGrpc.RecordSpaceServiceBlockingStub spaces() {
        return RecordSpaceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public SchemaServiceGrpc.SchemaServiceBlockingStub schemas() {
        return SchemaServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public RecordServiceGrpc.RecordServiceBlockingStub records() {
        return RecordServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public TokenServiceGrpc.TokenServiceBlockingStub tokens() {
        return TokenServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public OperationServiceGrpc.OperationServiceBlockingStub operations() {
        return OperationServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public TransactionServiceGrpc.TransactionServiceBlockingStub transactions() {
        return TransactionServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public TransactionServiceGrpc.TransactionServiceStub transactionStreams() {
        return TransactionServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public ChangeServiceGrpc.ChangeServiceBlockingStub changes() {
        return ChangeServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public ChangeServiceGrpc.ChangeServiceStub changeStreams() {
        return ChangeServiceGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    public QuotaServiceGrpc.QuotaServiceBlockingStub quotas() {
        return QuotaServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** For calls that stream to the server, or are cancelled. */
    public RecordServiceGrpc.RecordServiceStub recordStreams() {
        return RecordServiceGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Creates a RecordSpace of a new name. */
    public String createSpace() {
        String name = "test/" + UUID.randomUUID();
        spaces().createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                .setRecordSpace(name)
                .build());
        return name;
    }

    /** Has a RecordSpace keep its changes of an hour, with the records before and after. */
    public void keepChanges(String space) {
        spaces().updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                .setRecordSpace(space)
                .setChangeRetention(ChangeRetention.newBuilder()
                        .setDuration(Durations.fromSeconds(3600))
                        .setValues(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER))
                .build());
    }

    /** Creates a RecordSpace of cities with these indexes. */
    public String createCities(IndexDefinition... indexes) {
        String name = createSpace();
        schemas().applySchema(citySchema(name, indexes));
        return name;
    }

    public static ApplySchemaRequest citySchema(String space, IndexDefinition... indexes) {
        return ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .setDescriptorSet(FileDescriptorSet.newBuilder()
                        .addFile(CityProto.getDescriptor().toProto()))
                .addRecordTypes(RecordType.newBuilder().setName("City").addPrimaryKey("id"))
                .addAllIndexes(List.of(indexes))
                .build();
    }

    public static IndexDefinition index(String recordType, String... paths) {
        IndexDefinition.Builder index = IndexDefinition.newBuilder()
                .setName("by_" + String.join("_", paths).replace('.', '_'))
                .setRecordType(recordType);
        for (String path : paths) {
            index.addFields(IndexField.newBuilder().setPath(path));
        }
        return index.build();
    }

    public static City city(long id, String name, String country, long population) {
        return City.newBuilder()
                .setId(id)
                .setName(name)
                .setCountry(country)
                .setPopulation(population)
                .build();
    }

    /** Puts records, and returns the version of the last. */
    public ByteString put(String space, Message... records) {
        ByteString version = null;
        for (Message record : records) {
            version = records().put(putRequest(space, record).build()).getVersion();
        }
        return version;
    }

    /** How many cities there are. */
    public long count(String space) {
        return records()
                .count(CountRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("City")
                        .build())
                .getCount();
    }

    public static PutRequest.Builder putRequest(String space, Message record) {
        return PutRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType(record.getDescriptorForType().getName())
                .setProtobuf(record.toByteString());
    }

    public static QueryRequest.Builder cities(String space, Query.Builder query) {
        return QueryRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setQuery(query);
    }

    public List<QueryResponse> stream(QueryRequest.Builder request) {
        Iterator<QueryResponse> responses = records().query(request.build());
        List<QueryResponse> all = new ArrayList<>();
        responses.forEachRemaining(all::add);
        return all;
    }

    /** The names of the cities that a query returns, in its order. */
    public List<String> names(String space, Query.Builder query) {
        return stream(cities(space, query)).stream()
                .filter(QueryResponse::hasRecord)
                .map(response -> parse(response).getName())
                .toList();
    }

    public static City parse(QueryResponse response) {
        try {
            return City.parseFrom(response.getRecord().getProtobuf());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    public static Value text(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }

    public static Value number(long value) {
        return Value.newBuilder().setInt64Value(value).build();
    }

    public static FieldFilter.Builder field(String path) {
        return FieldFilter.newBuilder().setPath(path);
    }

    public static Filter filter(FieldFilter.Builder field) {
        return Filter.newBuilder().setField(field).build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
