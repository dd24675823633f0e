package io.recordstore.cli;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.source.ProtoText;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.Index;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code record-store schema show}. */
@Command(
        name = "show",
        description = "Show a RecordSpace's schema as .proto, ready to be changed and applied again.",
        footer = {
            "",
            "Examples:",
            "  record-store schema show cities",
            "  record-store schema show cities > cities.proto",
            "  record-store schema show cities --version 2 --to old   # every file, below the folder old",
            "  record-store schema show cities -o json                # as the API has it"
        })
final class SchemaShowCommand extends SpaceScopedCommand {
    @Option(names = "--version", paramLabel = "N", description = "An earlier version.")
    int version;

    @Option(names = "--to", paramLabel = "FOLDER", description = "Write the files there.")
    Path folder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "proto or json; proto without.")
    Format format = Format.PROTO;

    /** How a schema is written. */
    enum Format {
        PROTO,
        JSON
    }

    @Override
    int run(Connection connection) {
        Schema schema = connection
                .schemas()
                .getSchema(GetSchemaRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .setVersion(version)
                        .build())
                .getSchema();
        if (folder != null) {
            schema.getDescriptorSet().getFileList().forEach(file -> write(file, schema));
        } else if (format == Format.JSON) {
            terminal().out().line(Json.pretty(Json.of(schema)));
        } else {
            print(schema);
        }
        return ok();
    }

    private void print(Schema schema) {
        boolean isOne = schema.getDescriptorSet().getFileCount() == 1;
        for (FileDescriptorProto file : schema.getDescriptorSet().getFileList()) {
            if (!isOne) {
                terminal().out().line("// " + file.getName());
            }
            terminal().out().write(ProtoText.of(file, records(schema)));
        }
    }

    private static ProtoText.Records records(Schema schema) {
        return new ProtoText.Records(
                schema.getRecordTypesList().stream()
                        .collect(Collectors.toMap(RecordType::getName, RecordType::getPrimaryKeyList)),
                schema.getIndexesList().stream().map(Index::getDefinition).toList(),
                Set.copyOf(schema.getSensitiveFieldsList()));
    }

    private void write(FileDescriptorProto file, Schema schema) {
        Path target = folder.resolve(file.getName()).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw CommandFailure.failed("the schema's file " + file.getName() + " would not be below " + folder);
        }
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.writeString(target, ProtoText.of(file, records(schema)));
        } catch (IOException cannot) {
            throw CommandFailure.failed("the file " + target + " cannot be written");
        }
        remark("wrote " + target);
    }
}
