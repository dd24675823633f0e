package io.recordstore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.fault.Exhausted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FairTurnsTest {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private long now = Long.MAX_VALUE - 10; // of a clock that passes from the greatest to the least number
    private final List<String> begun = new ArrayList<>();
    private final List<CompletableFuture<String>> underWay = new ArrayList<>();

    @Test
    void tenantsTakeTurnsWhateverTheyHaveWaiting() {
        FairTurns turns = new FairTurns(1, 1_000, LONGEST_WAIT, () -> now);
        for (int i = 0; i < 5; i++) {
            ask(turns, "noisy");
        }
        ask(turns, "quiet");
        ask(turns, "other");
        ask(turns, "quiet");

        endAll();

        assertThat(begun).containsExactly("noisy", "noisy", "quiet", "other", "noisy", "quiet", "noisy", "noisy");
    }

    @Test
    void soManyAreUnderWayAndNobodyWaitsWhereThereAreFewer() {
        FairTurns turns = new FairTurns(3, 1_000, LONGEST_WAIT, () -> now);
        for (int i = 0; i < 5; i++) {
            ask(turns, "tenant " + i);
        }
        assertThat(begun).hasSize(3);
        assertThat(turns.waiting()).isEqualTo(2);

        endAll();

        assertThat(begun).hasSize(5);
        assertThat(turns.waiting()).isZero();
        ask(turns, "tenant 6");
        assertThat(begun).hasSize(6);
    }

    @Test
    void aTenantTakesNoMorePlacesThanAreLeftForOthers() {
        FairTurns turns = new FairTurns(1, 100, LONGEST_WAIT, () -> now);
        List<CompletableFuture<String>> noisy = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            noisy.add(ask(turns, "noisy"));
        }
        assertThat(turns.waiting()).isEqualTo(50);
        assertThat(noisy.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(150)
                .allSatisfy(FairTurnsTest::assertRefused);

        for (int i = 0; i < 10; i++) {
            assertThat(ask(turns, "quiet")).isNotDone();
        }
        endAll();
        assertThat(begun).hasSize(1 + 50 + 10);
    }

    @Test
    void aTurnIsPassedOnAlsoByWhatFailsAndByWhatIsOverAtOnce() {
        FairTurns turns = new FairTurns(1, 200_000, LONGEST_WAIT, () -> now);
        CompletableFuture<String> first = ask(turns, "a");
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            int number = i;
            all.add(turns.take("a", () -> {
                if (number % 2 == 0) {
                    throw new IllegalStateException("planted");
                }
                return CompletableFuture.completedFuture(number);
            }));
        }

        underWay.get(0).completeExceptionally(new IllegalStateException("planted"));

        assertThat(first).isCompletedExceptionally();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(all.get(1).join()).isEqualTo(1);
        assertThat(all.get(2).handle((value, error) -> error).join())
                .isInstanceOfAny(IllegalStateException.class, CompletionException.class);
        assertThat(turns.waiting()).isZero();
        ask(turns, "a");
        assertThat(begun).hasSize(2);
    }

    @Test
    void whatHasWaitedTooLongIsRefusedAndItsTenantKeepsItsTurn() {
        FairTurns turns = new FairTurns(1, 1_000, LONGEST_WAIT, () -> now);
        ask(turns, "a");
        List<CompletableFuture<String>> late =
                List.of(ask(turns, "noisy"), ask(turns, "gone"), ask(turns, "noisy"), ask(turns, "noisy"));
        now += 1;
        CompletableFuture<String> inTime = ask(turns, "noisy");
        ask(turns, "quiet");
        now += LONGEST_WAIT.toNanos();

        underWay.get(0).complete("done");

        assertThat(begun).containsExactly("a", "noisy");
        assertThat(inTime).isNotDone();
        assertThat(late.subList(2, 4)).allSatisfy(FairTurnsTest::assertRefused);
        endAll();
        assertThat(begun).containsExactly("a", "noisy", "quiet");
        assertThat(late).allSatisfy(FairTurnsTest::assertRefused);
        assertThat(turns.waiting()).isZero();
        ask(turns, "a");
        assertThat(begun).hasSize(4);
    }

    private static void assertRefused(CompletableFuture<?> refused) {
        assertThat(refused)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(Exhausted.class);
    }

    private CompletableFuture<String> ask(FairTurns turns, String tenant) {
        return turns.take(tenant, () -> {
            begun.add(tenant);
            CompletableFuture<String> work = new CompletableFuture<>();
            underWay.add(work);
            return work;
        });
    }

    private void endAll() {
        for (int i = 0; i < underWay.size(); i++) {
            underWay.get(i).complete("done");
        }
    }
}
