package io.recordstore.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.GetUsageRequest;
import io.recordstore.v1.GetUsageResponse;
import io.recordstore.v1.Quotas;
import io.recordstore.v1.SetQuotasRequest;
import io.recordstore.v1.SetQuotasResponse;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store quota}. */
@Command(
        name = "quota",
        synopsisSubcommandLabel = "COMMAND",
        description = "Show what is stored and allowed, and set limits.",
        subcommands = {QuotaCommand.Show.class, QuotaCommand.Set.class})
final class QuotaCommand extends CommandGroup {

    private static String describe(Quotas inForce, Quotas set, GetUsageResponse usage) {
        List<String> lines = new ArrayList<>();
        for (FieldDescriptor limit : Quotas.getDescriptor().getFields()) {
            FieldDescriptor used = GetUsageResponse.getDescriptor().findFieldByName(limit.getName());
            lines.add("%-20s %14s of %s%s"
                    .formatted(
                            limit.getName().replace('_', ' '),
                            used == null || usage == null ? "" : usage.getField(used),
                            inForce.hasField(limit) ? inForce.getField(limit) : "any",
                            set.hasField(limit) ? " (set)" : ""));
        }
        return String.join("\n", lines);
    }

    /** Shows them. */
    @Command(
            name = "show",
            description = "Show what the tenant, or a RecordSpace, has stored and may.",
            footer = {
                "",
                "Examples:",
                "  record-store quota show",
                "  record-store quota show prod/users",
                "",
                "Needs the right read on it; for the tenant, on all of it."
            })
    static final class Show extends ServerCommand {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "SPACE",
                description = "The RecordSpace; the tenant as a whole without.")
        String space = "";

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            GetUsageResponse usage = connection
                    .quotas()
                    .getUsage(GetUsageRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .build());
            results.one(terminal(), Json.of(usage), describe(usage.getQuotas(), usage.getSetQuotas(), usage));
            return ok();
        }
    }

    /** Sets them. */
    @Command(
            name = "set",
            description = "Set limits of the tenant, or of a RecordSpace; the others stay as they are.",
            footer = {
                "",
                "Examples:",
                "  record-store quota set --tenant acme --record-spaces 100 --bytes 10G",
                "  record-store quota set prod/users --requests-per-second 500",
                "  record-store quota set prod/users --requests-per-second default --records none",
                "",
                "A limit is a number, with K, M or G for bytes; none for no limit, also where the configuration of",
                "the server has one; or default for what the configuration says. Needs the right operate:",
                "  record-store token create --key keys/root-1.key --tenant acme --right '*:operate'"
            })
    static final class Set extends ServerCommand {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "SPACE",
                description = "The RecordSpace; the tenant as a whole without.")
        String space = "";

        @Option(names = "--bytes", paramLabel = "LIMIT", description = "Bytes of records that are stored.")
        String bytes;

        @Option(names = "--records", paramLabel = "LIMIT", description = "Records.")
        String records;

        @Option(names = "--record-spaces", paramLabel = "LIMIT", description = "RecordSpaces of the tenant.")
        String recordSpaces;

        @Option(names = "--requests-per-second", paramLabel = "LIMIT", description = "Calls, on each server.")
        String requestsPerSecond;

        @Option(
                names = "--bytes-per-second",
                paramLabel = "LIMIT",
                description = "Bytes of requests and answers, on each server.")
        String bytesPerSecond;

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            SetQuotasRequest.Builder request =
                    SetQuotasRequest.newBuilder().setTenant(connection.tenant()).setRecordSpace(space);
            put(request, "bytes", bytes);
            put(request, "records", records);
            put(request, "record_spaces", recordSpaces);
            put(request, "requests_per_second", requestsPerSecond);
            put(request, "bytes_per_second", bytesPerSecond);
            if (request.getUpdateMask().getPathsCount() == 0) {
                throw CommandFailure.usage("say which limit: such as --records 1000");
            }
            SetQuotasResponse changed = connection.quotas().setQuotas(request.build());
            results.one(terminal(), Json.of(changed), describe(changed.getQuotas(), changed.getSetQuotas(), null));
            return ok();
        }

        private static void put(SetQuotasRequest.Builder request, String name, String text) {
            if (text == null) {
                return;
            }
            request.getUpdateMaskBuilder().addPaths(name);
            LimitText.parse(text).ifPresent(value -> request.getQuotasBuilder()
                    .setField(Quotas.getDescriptor().findFieldByName(name), value));
        }
    }
}
