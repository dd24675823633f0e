package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.output.Progress;
import io.recordstore.v1.Index;
import io.recordstore.v1.IndexState;
import io.recordstore.v1.ListIndexesRequest;
import java.time.Duration;
import java.util.List;

/** Follows indexes while they are built. */
record IndexProgress(ServerCommand command, Connection connection, String space) {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    static IndexProgress of(ServerCommand command, Connection connection, String space) {
        return new IndexProgress(command, connection, space);
    }

    List<Index> list() {
        return connection
                .schemas()
                .listIndexes(ListIndexesRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .build())
                .getIndexesList();
    }

    /** Waits when that was asked for, or a person watches. */
    void afterApply(boolean wait) {
        if (wait || command.terminal().errIsTerminal()) {
            await();
        }
    }

    /** Returns when every index is readable. */
    void await() {
        try (Progress progress = new Progress(command.terminal(), "records indexed")) {
            for (List<Index> open = building(list()); !open.isEmpty(); open = building(list())) {
                refuseDuplicates(open);
                long done = open.stream().mapToLong(Index::getRecordsIndexed).sum();
                long all = open.stream().mapToLong(Index::getRecordsTotal).sum();
                progress.at(done, all == 0 ? -1 : (double) done / all);
                pause();
            }
        }
    }

    private static List<Index> building(List<Index> indexes) {
        return indexes.stream()
                .filter(index -> index.getState() != IndexState.INDEX_STATE_READABLE
                        && index.getState() != IndexState.INDEX_STATE_DISABLED)
                .toList();
    }

    /** Such an index is complete only when its records differ: waiting would not end. */
    private void refuseDuplicates(List<Index> open) {
        for (Index index : open) {
            if (index.getViolationsCount() > 0) {
                throw CommandFailure.failed(
                        "the unique index " + index.getDefinition().getName()
                                + " is not complete: several records have the same values",
                        "  record-store index list " + space + " -o json shows which");
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
