package io.recordstore.fdb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The watches of one key, of which some come while others go. */
class WatchesTest {
    private static final byte[] KEY = {1};
    private static final int ROUNDS = 20_000;

    private final Watches watches = new Watches();

    private Watch admitted() {
        Watch watch = new Watch(KEY, Runnable::run);
        watches.admit(watch);
        return watch;
    }

    @Test
    void aWatchThatComesWhileAnotherGoesIsNotLost() throws Exception {
        BatchOverlay change = new BatchOverlay(null);
        change.apply(List.of(new Mutation(MutationKind.SET, KEY, new byte[] {7})), new byte[10]);
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService other = Executors.newSingleThreadExecutor();
        for (int i = 0; i < ROUNDS; i++) {
            Watch going = admitted();
            watches.activate(going);
            Watch coming = admitted();
            Future<?> gone = other.submit(() -> {
                together.await();
                return going.future().cancel(false);
            });
            together.await();
            watches.activate(coming);
            gone.get();

            watches.changed(change);

            assertThat(coming.future()).as("in round %d", i).isDone();
        }
        other.shutdown();
    }
}
