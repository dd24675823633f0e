package io.recordstore.bench.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.Record;
import io.recordstore.v1.RecordServiceGrpc;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.Value;
import java.util.Iterator;
import java.util.stream.StreamSupport;

/** A client of record-store over gRPC. */
final class RecordStoreSession implements Session {
    private static final String TYPE = "Row";
    private static final int FIRST_FIELD = 3;

    private final RecordServiceGrpc.RecordServiceBlockingStub records;
    private final BulkPut bulk;

    RecordStoreSession(Channel channel) {
        records = RecordServiceGrpc.newBlockingStub(channel);
        bulk = new BulkPut(channel, RecordStorePeer.SPACE, TYPE);
    }

    private static ByteString message(YcsbRecord row) {
        UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder()
                .mergeField(1, Field.newBuilder().addVarint(row.key()).build())
                .mergeField(2, Field.newBuilder().addVarint(row.place()).build());
        for (int i = 0; i < YcsbRecord.FIELDS; i++) {
            message.mergeField(
                    FIRST_FIELD + i,
                    Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8(row.fields()[i]))
                            .build());
        }
        return message.build().toByteString();
    }

    @Override
    public void put(YcsbRecord row) {
        records.put(put(row, ByteString.EMPTY));
    }

    private static PutRequest put(YcsbRecord row, ByteString expectedVersion) {
        return PutRequest.newBuilder()
                .setRecordSpace(RecordStorePeer.SPACE)
                .setRecordType(TYPE)
                .setProtobuf(message(row))
                .setExpectedVersion(expectedVersion)
                .build();
    }

    @Override
    public void load(Iterable<YcsbRecord> rows) {
        bulk.send(() -> StreamSupport.stream(rows.spliterator(), false)
                .map(RecordStoreSession::message)
                .iterator());
    }

    @Override
    public void get(long key) {
        read(key);
    }

    private Record read(long key) {
        return records.get(GetRequest.newBuilder()
                        .setRecordSpace(RecordStorePeer.SPACE)
                        .setRecordType(TYPE)
                        .addPrimaryKey(number(key))
                        .build())
                .getRecord();
    }

    @Override
    public void readModifyWrite(long key) {
        for (long attempt = 0; ; attempt++) {
            Record record = read(key);
            try {
                records.put(put(YcsbRecord.of(key, attempt), record.getVersion()));
                return;
            } catch (StatusRuntimeException refused) {
                Code code = refused.getStatus().getCode();
                if (code != Code.FAILED_PRECONDITION && code != Code.ABORTED) {
                    throw refused;
                }
            }
        }
    }

    @Override
    public void query(long place, int expectedRows) {
        Filter filter = Filter.newBuilder()
                .setField(FieldFilter.newBuilder().setPath("place").setEquals(number(place)))
                .build();
        int rows = take(Query.newBuilder().setFilter(filter), () -> {});
        if (rows != expectedRows) {
            throw new IllegalStateException("expected " + expectedRows + " rows, got " + rows);
        }
    }

    @Override
    public void scan(long firstKey, int rows, Runnable whenFirst) {
        Filter filter = Filter.newBuilder()
                .setField(FieldFilter.newBuilder().setPath("id").setGreaterThanOrEquals(number(firstKey)))
                .build();
        take(
                Query.newBuilder()
                        .setFilter(filter)
                        .addOrderBy(SortKey.newBuilder().setPath("id"))
                        .setLimit(rows),
                whenFirst);
    }

    private int take(Query.Builder query, Runnable whenFirst) {
        Iterator<QueryResponse> responses = records.query(QueryRequest.newBuilder()
                .setRecordSpace(RecordStorePeer.SPACE)
                .setRecordType(TYPE)
                .setQuery(query)
                .build());
        int rows = 0;
        while (responses.hasNext()) {
            if (responses.next().hasRecord() && rows++ == 0) {
                whenFirst.run();
            }
        }
        return rows;
    }

    private static Value number(long value) {
        return Value.newBuilder().setInt64Value(value).build();
    }
}
