package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.fault.Exhausted;
import io.recordstore.fault.LimitExceeded;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AuthExecutorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void aTaskRunsOnAThreadNamedForIt() {
        try (AuthExecutor executor = new AuthExecutor(8, PATIENCE)) {
            assertThat(executor.run(() -> Thread.currentThread().getName())
                            .await()
                            .atMost(PATIENCE))
                    .startsWith("recordstore-auth-");
        }
    }

    @Test
    void aTaskThatTakesTooLongIsCutOff() {
        CountDownLatch end = new CountDownLatch(1);
        try (AuthExecutor executor = new AuthExecutor(8, Duration.ofMillis(50))) {
            assertThatThrownBy(() ->
                            executor.run(() -> awaitUninterrupted(end)).await().atMost(PATIENCE))
                    .isInstanceOfSatisfying(LimitExceeded.class, fault -> assertThat(fault.details())
                            .containsEntry("allowed", "50 ms"));
        } finally {
            end.countDown();
        }
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() {
        CountDownLatch end = new CountDownLatch(1);
        List<Uni<Boolean>> running = new ArrayList<>();
        try (AuthExecutor executor = new AuthExecutor(1, PATIENCE)) {
            int busy = Math.max(2, Runtime.getRuntime().availableProcessors()) + 1;
            for (int i = 0; i < busy; i++) {
                Uni<Boolean> task =
                        executor.run(() -> awaitUninterrupted(end)).memoize().indefinitely();
                task.subscribe().with(done -> {});
                running.add(task);
            }

            assertThatThrownBy(() -> executor.run(() -> true).await().atMost(PATIENCE))
                    .isInstanceOf(Exhausted.class);
            end.countDown();
            assertThat(running).allSatisfy(task -> assertThat(task.await().atMost(PATIENCE))
                    .isTrue());
        }
    }

    private static boolean awaitUninterrupted(CountDownLatch end) {
        try {
            end.await();
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
