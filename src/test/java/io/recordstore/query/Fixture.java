package io.recordstore.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.Moment;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryEndReason;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.SortKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Records in a RecordSpace and in memory, and queries that must answer the same over both. */
public final class Fixture {
    /** How a plan shows a scan of one type's records that a condition on the primary key narrows. */
    private static final String RANGE_OF_PRIMARY_KEYS = "SCAN([IS %s, ";

    private final ServiceClient client;
    private final String space;
    private final String type;
    private final List<Message> records;
    private final Optional<Moment> at;

    public Fixture(ServiceClient client, String space, List<? extends Message> records) {
        this(client, space, records, Optional.empty());
    }

    /** @param at the moment at which these were the records; now when empty */
    public Fixture(ServiceClient client, String space, List<? extends Message> records, Optional<Moment> at) {
        this.client = client;
        this.at = at;
        this.space = space;
        this.type = records.get(0).getDescriptorForType().getName();
        this.records = records.stream().map(Fixture::dynamic).toList();
    }

    /** As a query's rows are parsed, so that they can be told equal. */
    private static Message dynamic(Message record) {
        return parse(record, record.toByteString());
    }

    public List<Message> records() {
        return records;
    }

    /**
     * That the query is served by an index or a range of primary keys, and answers as a plain evaluation does; in one go
     * and page by page.
     */
    public void check(Query query, Random random) {
        ExplainResponse explained = explain(query);
        assertThat(explained.getServed())
                .as("%s%nplan: %s%nrefused: %s", query, explained.getPlan(), explained.getRefusal())
                .isTrue();
        if (explained.getIndexesList().isEmpty()) {
            assertThat(explained.getPlan()).as("%s", query).contains(RANGE_OF_PRIMARY_KEYS.formatted(type));
        }
        List<Message> all = all(query);
        assertSame(query, explained.getPlan(), all);
        assertSame(query, explained.getPlan() + " (page by page)", paged(query, all.size(), random));
    }

    public ExplainResponse explain(Query query) {
        return client.records()
                .explain(ExplainRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType(type)
                        .setQuery(query)
                        .build());
    }

    /** The rows of the query, streamed. */
    public List<Message> all(Query query) {
        List<Message> rows = new ArrayList<>();
        client.stream(request(query, "")).stream()
                .filter(QueryResponse::hasRecord)
                .forEach(response -> rows.add(parse(response)));
        return rows;
    }

    /**
     * Pages of random size, each gone on with from the end of the last or from a row in its middle. Of many rows the pages
     * are larger, so that their number ends.
     */
    private List<Message> paged(Query query, int rowsInAll, Random random) {
        List<Message> rows = new ArrayList<>();
        String continuation = "";
        int left = query.getLimit() == 0 ? Integer.MAX_VALUE : query.getLimit();
        do {
            int most = Math.max(random.nextBoolean() ? 5 : 60, rowsInAll / 10);
            int size = Math.min(left, 1 + random.nextInt(most));
            List<QueryResponse> page =
                    client.stream(request(query.toBuilder().setLimit(size).build(), continuation));
            int rowsOfPage = page.size() - 1;
            int taken = rowsOfPage > 1 && random.nextBoolean() ? 1 + random.nextInt(rowsOfPage) : rowsOfPage;
            page.subList(0, taken).forEach(response -> rows.add(parse(response)));
            left -= taken;
            continuation =
                    page.get(taken == rowsOfPage ? rowsOfPage : taken - 1).getContinuation();
            boolean isLast = page.get(rowsOfPage).getEnd().getReason() == QueryEndReason.QUERY_END_REASON_EXHAUSTED;
            if (taken == rowsOfPage) {
                assertThat(continuation.isEmpty()).isEqualTo(isLast);
            }
        } while (!continuation.isEmpty() && left > 0);
        return rows;
    }

    private QueryRequest.Builder request(Query query, String continuation) {
        QueryRequest.Builder request = QueryRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType(type)
                .setQuery(query)
                .setContinuation(continuation);
        at.ifPresent(request::setAt);
        return request;
    }

    private Message parse(QueryResponse response) {
        return parse(records.get(0), response.getRecord().getProtobuf());
    }

    private static Message parse(Message like, ByteString bytes) {
        try {
            return DynamicMessage.parseFrom(like.getDescriptorForType(), bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void assertSame(Query query, String plan, List<Message> rows) {
        List<Message> expected = new ArrayList<>(records.stream()
                .filter(record -> !query.hasFilter() || PlainEvaluation.matches(query.getFilter(), record))
                .toList());
        expected.sort(order(query));
        int size = query.getLimit() == 0 ? expected.size() : Math.min(query.getLimit(), expected.size());
        assertThat(rows).as("%s%nplan: %s", query, plan).hasSize(size).doesNotHaveDuplicates();
        assertThat(new HashSet<>(expected).containsAll(rows))
                .as("only what the filter selects: %s%nplan: %s", query, plan)
                .isTrue();
        assertThat(rows.stream().map(row -> keys(query, row)).toList())
                .as("%s%nplan: %s", query, plan)
                .isEqualTo(expected.subList(0, size).stream()
                        .map(row -> keys(query, row))
                        .toList());
    }

    /** How the query sorts. */
    public static Comparator<Message> order(Query query) {
        Comparator<Message> order = (a, b) -> 0;
        for (SortKey key : query.getOrderByList()) {
            Comparator<Message> next = Comparator.comparing(message -> key(message, key.getPath()));
            order = order.thenComparing(key.getDescending() ? next.reversed() : next);
        }
        return order;
    }

    /** What the query sorts a row by. */
    public static List<Tuple> keys(Query query, Message row) {
        return query.getOrderByList().stream()
                .map(key -> key(row, key.getPath()))
                .toList();
    }

    private static Tuple key(Message message, String path) {
        List<Object> values = PlainEvaluation.values(message, path);
        return values.isEmpty() ? Tuple.from((Object) null) : PlainEvaluation.tuple(values.get(0));
    }
}
