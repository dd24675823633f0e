package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.Pages;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.ListRecordSpacesResponse;
import io.recordstore.v1.RecordSpace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record-store space}. */
@Command(
        name = "space",
        synopsisSubcommandLabel = "COMMAND",
        description = "Create, list, update, compare, fork, renew, clear and delete RecordSpaces.",
        subcommands = {
            SpaceCommand.Create.class,
            SpaceCommand.List.class,
            SpaceCommand.Get.class,
            SpaceForkCommand.class,
            SpaceDiffCommand.class,
            SpaceRenewCommand.class,
            SpaceUpdateCommand.class,
            SpaceClearCommand.class,
            SpaceCommand.Delete.class
        })
final class SpaceCommand extends CommandGroup {

    static String describe(RecordSpace space) {
        return String.join(
                "\n",
                "RecordSpace  " + space.getRecordSpace(),
                "tenant       " + space.getTenant(),
                "created      " + RecordFields.time(space.getCreateTime()),
                "schema       " + schema(space),
                "labels       " + labels(space),
                "expires      " + expiry(space));
    }

    static String expiry(RecordSpace space) {
        return space.hasExpireTime() ? RecordFields.time(space.getExpireTime()) : "never";
    }

    private static String schema(RecordSpace space) {
        return space.getSchemaVersion() == 0 ? "none yet" : "version " + space.getSchemaVersion();
    }

    private static String labels(RecordSpace space) {
        return new TreeMap<>(space.getLabelsMap())
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Creates one. */
    @Command(
            name = "create",
            description = "Create an empty RecordSpace.",
            footer = {
                "",
                "Examples:",
                "  record-store space create dev/shop",
                "  record-store space create prod/users --label team=identity --label tier=1",
                "  record-store space create test/run-17 --ttl 2h",
                "  record-store space create prod/orders --keep-changes 7d",
                "",
                "It takes records once it has a schema: record-store schema apply."
            })
    static final class Create extends SpaceScopedCommand {
        @Option(
                names = {"-l", "--label"},
                paramLabel = "NAME=VALUE",
                description = "What to say of it; may be repeated.")
        Map<String, String> labels = new LinkedHashMap<>();

        @Option(
                names = "--ttl",
                paramLabel = "TIME",
                description = "After which time it is gone, such as 30m, 2h or 7d; never when not given.")
        Duration ttl = Duration.ZERO;

        @Option(
                names = "--keep-changes",
                paramLabel = "TIME",
                description =
                        "Keep changes so long, with the records before and after: 12h, 30d. For --at, diff and watching.")
        String keepChanges;

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            CreateRecordSpaceRequest.Builder request = CreateRecordSpaceRequest.newBuilder()
                    .setTenant(connection.tenant())
                    .setRecordSpace(space)
                    .putAllLabels(labels)
                    .setTtl(Durations.message(ttl));
            if (keepChanges != null) {
                request.setChangeRetention(ChangeRetention.newBuilder()
                        .setDuration(Durations.message(Durations.parse(keepChanges)))
                        .setValues(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER));
            }
            RecordSpace created =
                    connection.spaces().createRecordSpace(request.build()).getRecordSpace();
            results.one(terminal(), Json.of(created), "created " + created.getRecordSpace());
            return ok();
        }
    }

    /** Lists them. */
    @Command(
            name = "list",
            aliases = "ls",
            description = "List RecordSpaces, in the order of their names.",
            footer = {
                "",
                "Examples:",
                "  record-store space list",
                "  record-store space list prod/",
                "  record-store space list -o ndjson | jq -r .record_space"
            })
    static final class List extends ServerCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "PREFIX", description = "Only names that start so.")
        String prefix = "";

        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            results.list(terminal(), list(connection), List::row);
            return ok();
        }

        private Iterable<RecordSpace> list(Connection connection) {
            return new Pages<>(
                    page -> connection
                            .spaces()
                            .listRecordSpaces(ListRecordSpacesRequest.newBuilder()
                                    .setTenant(connection.tenant())
                                    .setPrefix(prefix)
                                    .setPageToken(page)
                                    .build()),
                    ListRecordSpacesResponse::getRecordSpacesList,
                    ListRecordSpacesResponse::getNextPageToken);
        }

        private static Map<String, String> row(RecordSpace space) {
            Map<String, String> row = new LinkedHashMap<>();
            row.put("name", space.getRecordSpace());
            row.put("schema", schema(space));
            row.put("created", RecordFields.time(space.getCreateTime()));
            row.put("labels", labels(space));
            row.put("expires", space.hasExpireTime() ? expiry(space) : "");
            return row;
        }
    }

    /** Shows one. */
    @Command(
            name = "get",
            description = "Show one RecordSpace.",
            footer = {"", "Example:", "  record-store space get cities"})
    static final class Get extends SpaceScopedCommand {
        @Mixin
        Results results;

        @Override
        int run(Connection connection) {
            RecordSpace found = connection
                    .spaces()
                    .getRecordSpace(GetRecordSpaceRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .build())
                    .getRecordSpace();
            results.one(terminal(), Json.of(found), describe(found));
            return ok();
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete",
            aliases = "rm",
            description = "Delete a RecordSpace with its schema, its records and its keys.",
            footer = {"", "Example:", "  record-store space delete dev/shop --yes"})
    static final class Delete extends SpaceScopedCommand {
        @Mixin
        Confirmation confirmation;

        @Override
        int run(Connection connection) {
            confirmation.ask(terminal(), "Delete the RecordSpace " + space + " and every record in it?");
            connection
                    .spaces()
                    .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                            .setTenant(connection.tenant())
                            .setRecordSpace(space)
                            .build());
            remark("deleted " + space);
            return ok();
        }
    }
}
