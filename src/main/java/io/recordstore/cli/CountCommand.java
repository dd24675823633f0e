package io.recordstore.cli;

import com.google.protobuf.Struct;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.Situation;
import io.recordstore.v1.CountRequest;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code record-store count}. */
@Command(
        name = "count",
        description = "Count records.",
        footer = {
            "",
            "Examples:",
            "  record-store count cities City -w 'country = \"NL\"'",
            "  record-store count cities City --allow-scan",
            "",
            "An index of kind count answers at once; others are counted entry by entry."
        })
final class CountCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Mixin
    FilterOptions filter;

    @Mixin
    PastOption past;

    @Mixin
    Results results;

    @Override
    Situation situation(Situation connection) {
        return filter.situation(super.situation(connection));
    }

    @Override
    int run(Connection connection) {
        CountRequest.Builder request = CountRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .setAllowScan(filter.allowScan);
        filter.filter().ifPresent(request::setFilter);
        past.moment().ifPresent(request::setAt);
        long count = connection.records().count(request.build()).getCount();
        results.one(
                terminal(),
                Struct.newBuilder()
                        .putFields("count", RecordFields.number(count))
                        .build(),
                String.format(Locale.ROOT, "%,d", count));
        return ok();
    }
}
