package io.recordstore.bench.scenario;

import io.recordstore.bench.load.Call;
import io.recordstore.bench.peer.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What clients do, and who is asked.
 *
 * @param name "put"
 * @param clients how many at once, one load after the other
 * @param servers who is asked by all of them
 * @param floors who is asked by one client in a closed loop, because more would tell nothing
 */
record Work(String name, List<Integer> clients, List<Lab.Kind> servers, List<Lab.Kind> floors, Calls calls) {

    /** What a client's call is, on its session. */
    @FunctionalInterface
    interface Calls {
        Call of(Session session, long records);
    }

    /** The servers of a round: in every other one in the other order. */
    List<Lab.Kind> servers(int round) {
        return inOrder(round, servers);
    }

    List<Lab.Kind> floors(int round) {
        return inOrder(round, floors);
    }

    private static List<Lab.Kind> inOrder(int round, List<Lab.Kind> kinds) {
        List<Lab.Kind> ordered = new ArrayList<>(kinds);
        if (round % 2 == 1) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    /** As reports call a load of it. */
    static String load(String work, boolean isClosed, int clients) {
        return "%s, %s loop, %d client%s"
                .formatted(work, isClosed ? "closed" : "open", clients, clients == 1 ? "" : "s");
    }
}
