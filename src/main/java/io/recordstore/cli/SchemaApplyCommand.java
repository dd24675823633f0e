package io.recordstore.cli;

import io.grpc.StatusRuntimeException;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.cli.failure.ServerErrors;
import io.recordstore.cli.output.Json;
import io.recordstore.cli.output.OutputFormat;
import io.recordstore.cli.schema.ProtoFiles;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ApplySchemaResponse;
import io.recordstore.v1.RecordType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store schema apply}. */
@Command(
        name = "apply",
        description = "Put .proto files into force as a RecordSpace's schema. What they do not name is dropped.",
        footer = {
            "",
            "Examples:",
            "  record-store schema apply dev/shop shop.proto",
            "  record-store schema apply dev/shop shop.proto --dry-run          # what would change, and what it costs",
            "  record-store schema apply dev/shop shop/v1/order.proto -I protos # imports are below protos",
            "  record-store schema apply dev/shop shop.proto --primary-key Order=number # without record options",
            "",
            "Primary keys and indexes stand in the .proto:",
            "  import \"recordstore/v1/options.proto\";",
            "  message Order {",
            "    option (recordstore.v1.record) = {",
            "      primary_key: \"number\"",
            "      indexes: [{ name: \"by_customer\", fields: [{ path: \"customer\" }, { path: \"cents\" }] }]",
            "    };",
            "    string number = 1; string customer = 2; int64 cents = 3;",
            "  }"
        })
final class SchemaApplyCommand extends SpaceScopedCommand {
    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = ".proto files, folders of them, or a descriptor set (.binpb). What they import is found.")
    List<Path> files;

    @Option(
            names = {"-I", "--proto-path"},
            paramLabel = "FOLDER",
            description = "Where imports start; may be repeated. Without it: where the files are, and here.")
    List<Path> importPaths = new ArrayList<>();

    @Option(
            names = "--primary-key",
            paramLabel = "TYPE=FIELDS",
            description = "Makes a message a record type: Order=number, or Line=order,place. May be repeated.")
    Map<String, String> keys = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Only say what would change, and what would be refused.")
    boolean dryRun;

    @Option(names = "--wait", description = "Wait until new indexes are built.")
    boolean wait;

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        ApplySchemaRequest request = request(connection);
        if (dryRun) {
            return show(validate(connection, request));
        }
        try {
            ApplySchemaResponse response = connection.schemas().applySchema(request);
            show(response);
            IndexProgress.of(this, connection, space).afterApply(wait);
            return ok();
        } catch (StatusRuntimeException refused) {
            if (ServerErrors.reason(refused).equals("SCHEMA_INCOMPATIBLE") && isTable()) {
                show(validate(connection, request));
            }
            throw refused;
        }
    }

    private ApplySchemaRequest request(Connection connection) {
        ApplySchemaRequest.Builder request =
                ApplySchemaRequest.newBuilder().setTenant(connection.tenant()).setRecordSpace(space);
        ProtoFiles.read(files, importPaths, request);
        keys.forEach((type, fields) -> request.addRecordTypes(
                RecordType.newBuilder().setName(type).addAllPrimaryKey(List.of(fields.split(",")))));
        return request.build();
    }

    private static ApplySchemaResponse validate(Connection connection, ApplySchemaRequest request) {
        return connection
                .schemas()
                .applySchema(request.toBuilder().setValidateOnly(true).build());
    }

    private boolean isTable() {
        return results.format(terminal()) == OutputFormat.TABLE;
    }

    private int show(ApplySchemaResponse response) {
        SchemaChanges changes = new SchemaChanges(terminal(), response.getChangesList());
        if (isTable()) {
            changes.print();
            if (response.hasSchema()) {
                terminal().out().line("schema version " + response.getSchema().getVersion() + " is in force");
            } else {
                terminal().out().line(changes.verdict());
            }
        } else {
            results.one(terminal(), Json.of(withoutFiles(response)), "");
        }
        return changes.areAllowed() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** The files are the caller's own, and long. */
    private static ApplySchemaResponse withoutFiles(ApplySchemaResponse response) {
        ApplySchemaResponse.Builder shorter = response.toBuilder();
        if (response.hasSchema()) {
            shorter.getSchemaBuilder().clearDescriptorSet();
        }
        return shorter.build();
    }
}
