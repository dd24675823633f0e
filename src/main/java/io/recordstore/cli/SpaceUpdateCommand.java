package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.LabelChanges;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code record-store space update}. */
@Command(
        name = "update",
        description = "Say other things of a RecordSpace, or keep other changes of it. The rest stays as it is.",
        footer = {
            "",
            "Examples:",
            "  record-store space update prod/users --label team=identity --remove-label tier",
            "  record-store space update prod/orders --keep-changes 30d",
            "  record-store space update prod/orders --keep-changes 0s        # none any more; those kept are gone",
            "",
            "How long it lives: record-store space renew."
        })
final class SpaceUpdateCommand extends SpaceScopedCommand {
    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "What to say of it besides what is said, or instead under the same name; may be repeated.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--remove-label",
            paramLabel = "NAME",
            description = "What to say of it no longer; may be repeated.")
    List<String> removed = new ArrayList<>();

    @Option(
            names = "--keep-changes",
            paramLabel = "TIME",
            description =
                    "Keep changes so long, with the records before and after: 12h, 30d; 0s for none. For --at, diff and watching.")
    Duration keepChanges;

    @Mixin
    Results results;

    @Override
    int run(Connection connection) {
        boolean changesLabels = !labels.isEmpty() || !removed.isEmpty();
        if (!changesLabels && keepChanges == null) {
            throw CommandFailure.usage(
                    "there is nothing to change", "  give --label, --remove-label or --keep-changes");
        }
        UpdateRecordSpaceRequest.Builder request = UpdateRecordSpaceRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space);
        if (changesLabels) {
            request.setLabelChanges(
                    LabelChanges.newBuilder().addAllRemove(removed).putAllSet(labels));
        }
        if (keepChanges != null) {
            request.setChangeRetention(retention());
        }
        RecordSpace updated =
                connection.spaces().updateRecordSpace(request.build()).getRecordSpace();
        results.one(terminal(), Json.of(updated), SpaceCommand.describe(updated));
        return ok();
    }

    private ChangeRetention retention() {
        ChangeRetention.Builder retention = ChangeRetention.newBuilder().setDuration(Durations.message(keepChanges));
        return keepChanges.isZero()
                ? retention.build()
                : retention
                        .setValues(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER)
                        .build();
    }
}
