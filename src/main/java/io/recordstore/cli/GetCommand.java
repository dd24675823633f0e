package io.recordstore.cli;

import com.google.protobuf.Struct;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.filter.Literals;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Record;
import io.recordstore.v1.RecordFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store get}. */
@Command(
        name = "get",
        description = "Read the record with a primary key.",
        footer = {
            "",
            "Examples:",
            "  record-store get cities City 2759794",
            "  record-store get dev/shop Order A-1 -o json | jq .cents",
            "  record-store get dev/shop Line A-1 3        # a primary key of two fields",
            "  record-store get codes Code '\"007\"'         # a string that looks like a number",
            "  record-store get dev/shop Order A-1 --at 5m  # as it was, where the RecordSpace keeps changes",
            "",
            "It exits with 3 when there is no such record."
        })
final class GetCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "KEY",
            description = "The values of the primary key's fields, in their order.")
    List<String> key;

    @Option(names = "--envelope", description = "With the record's type and version.")
    boolean envelope;

    @Mixin
    PastOption past;

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        GetRequest.Builder request = GetRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .addAllPrimaryKey(key.stream().map(Literals::ofArgument).toList())
                .setFormat(RecordFormat.RECORD_FORMAT_JSON);
        past.moment().ifPresent(request::setAt);
        Record record = connection.records().get(request.build()).getRecord();
        Struct object = RecordFields.of(record, envelope);
        results.one(terminal(), object, Json.pretty(object));
        return ok();
    }
}
