package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.ResumingStream;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.Situation;
import io.recordstore.cli.output.Rows;
import io.recordstore.v1.Query;
import io.recordstore.v1.QueryEndReason;
import io.recordstore.v1.QueryRequest;
import io.recordstore.v1.QueryResponse;
import io.recordstore.v1.RecordFormat;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store query}. */
@Command(
        name = "query",
        description = "Find records. Indexes decide what can be asked: where none serves, the error says which would.",
        footer = {
            "",
            "Examples:",
            "  record-store query cities City -w 'country = \"NL\"' -b -population -n 10",
            "  record-store query cities City -w 'country in (\"NL\", \"BE\") and population between 100000 and 200000'",
            "  record-store query cities City -w 'name starts with \"San \"' -f name,country -o ndjson | jq -r .name",
            "  record-store query dev/shop Order -w 'state = \"OPEN\"' --at 2026-01-31T12:00:00Z",
            "",
            "Expressions: = != < <= > >=, [not] in (...), between ... and ..., starts with, is [not] null,",
            "has any|all|phrase|prefix \"words\", and, or, not, any/all PATH ... for repeated fields,",
            "PATH(...) for one element of them, timestamp \"...\", duration \"90s\", bytes \"...\".",
            "Strings and names of enum values stand in quotes, single or double."
        })
final class QueryCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Mixin
    QueryOptions options;

    @Option(
            names = "--continuation",
            paramLabel = "TEXT",
            order = 20,
            description = "Go on where an earlier run of the same query stopped.")
    String continuation = "";

    @Option(names = "--envelope", order = 21, description = "With each record's type and version.")
    boolean envelope;

    @Mixin
    PastOption past;

    @Mixin
    Results results;

    private Connection connection;
    private Query query;
    private Rows rows;
    private long count;
    private QueryResponse last = QueryResponse.getDefaultInstance();

    @Override
    Situation situation(Situation connection) {
        return options.filter.situation(super.situation(connection));
    }

    @Override
    int run(Connection opened) {
        connection = opened;
        query = options.query();
        ResumingStream<QueryResponse> stream =
                new ResumingStream<>(connection, terminal(), this::ask, QueryResponse::getContinuation);
        try (Rows opening = results.stream(terminal())) {
            rows = opening;
            do {
                stream.run(continuation, this::take);
                continuation = last.getContinuation();
            } while (last.getEnd().getReason() == QueryEndReason.QUERY_END_REASON_SCAN_LIMIT_REACHED);
            rows.end();
        }
        conclude(last.getEnd().getReason());
        return ok();
    }

    /** The limit counts anew with each call. */
    private Iterator<QueryResponse> ask(String from) {
        int left = query.getLimit() == 0 ? 0 : (int) Math.max(1, query.getLimit() - count);
        QueryRequest.Builder request = QueryRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .setQuery(query.toBuilder().setLimit(left))
                .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                .setContinuation(from);
        past.moment().ifPresent(request::setAt);
        return connection.recordStreams().query(request.build());
    }

    private void take(QueryResponse response) {
        last = response;
        boolean isWanted = query.getLimit() == 0 || count < query.getLimit();
        if (response.hasRecord() && isWanted) {
            rows.row(RecordFields.of(response.getRecord(), envelope));
            count++;
        }
    }

    private void conclude(QueryEndReason reason) {
        if (reason == QueryEndReason.QUERY_END_REASON_READ_VERSION_EXPIRED) {
            throw CommandFailure.failed(
                    "the query took longer than FoundationDB keeps one moment: these are not all records",
                    "  ask for fewer, or without --serializable");
        }
        remark(String.format(java.util.Locale.ROOT, "%,d records", count));
    }
}
