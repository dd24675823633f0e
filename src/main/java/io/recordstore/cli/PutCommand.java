package io.recordstore.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store put}. */
@Command(
        name = "put",
        description = "Write one record, as JSON. It replaces a record with the same primary key.",
        footer = {
            "",
            "Examples:",
            "  record-store put cities City '{\"id\": 1, \"name\": \"Atlantis\", \"country\": \"NL\"}'",
            "  record-store put cities City @atlantis.json --insert",
            "  jq -c .city input.json | record-store put cities City",
            "",
            "Many records at once: record-store import."
        })
final class PutCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "JSON",
            description = "The record; or @FILE with it; or - for standard input, which is also the default.")
    String record = "-";

    @ArgGroup
    Condition condition = new Condition();

    @Mixin
    Results results;

    /** What must be there before; one of these. */
    static final class Condition {
        @Option(names = "--insert", description = "Only when there is none with its key.")
        boolean insert;

        @Option(names = "--update", description = "Only when there is one with its key.")
        boolean update;

        @Option(
                names = "--if-version",
                paramLabel = "VERSION",
                description = "Only when the one that is there has this version (get --envelope tells it).")
        String version;
    }

    @Override
    int run(Connection connection) {
        PutRequest.Builder request = PutRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setRecordType(recordType)
                .setJson(parse(read()))
                .setMode(mode());
        if (condition.version != null) {
            request.setExpectedVersion(version());
        }
        String version = RecordFields.hexadecimal(
                connection.records().put(request.build()).getVersion());
        results.one(
                terminal(),
                Struct.newBuilder()
                        .putFields(RecordFields.VERSION, RecordFields.text(version))
                        .build(),
                "written, version " + version);
        return ok();
    }

    private PutMode mode() {
        if (condition.insert) {
            return PutMode.PUT_MODE_INSERT;
        }
        return condition.update ? PutMode.PUT_MODE_UPDATE : PutMode.PUT_MODE_UNSPECIFIED;
    }

    private ByteString version() {
        try {
            return ByteString.copyFrom(HexFormat.of().parseHex(condition.version));
        } catch (IllegalArgumentException notHexadecimal) {
            throw CommandFailure.usage("--if-version takes a version as get --envelope writes it: 24 digits");
        }
    }

    private static Struct parse(String text) {
        try {
            return Json.parse(text);
        } catch (IllegalArgumentException notAnObject) {
            throw CommandFailure.usage("the record cannot be read: " + notAnObject.getMessage());
        }
    }

    private String read() {
        try {
            if (record.equals("-")) {
                return new String(terminal().in().readAllBytes(), StandardCharsets.UTF_8);
            }
            return record.startsWith("@") ? Files.readString(Path.of(record.substring(1))) : record;
        } catch (IOException unreadable) {
            throw CommandFailure.usage("the record cannot be read from " + record);
        }
    }
}
