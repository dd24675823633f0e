package io.recordstore.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.fault.Exhausted;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    /** Of this many calls, of 16 kB each. */
    private static final int CALLS = 100;

    private final MemoryBudget budget = new MemoryBudget(
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withDefaultValue("recordstore.admission.memory", 16 * CALLS + "K")
                    .withMapping(AdmissionConfig.class)
                    .build()
                    .getConfigMapping(AdmissionConfig.class),
            new SimpleMeterRegistry());

    private final List<MemoryBudget.Share> open = new ArrayList<>();

    @Test
    void aTenantThatFloodsLeavesRoomForOthers() {
        int noisy = begin("noisy", CALLS);

        assertThat(noisy).isEqualTo(CALLS / 2);
        assertThat(begin("quiet", 10)).isEqualTo(10);

        open.forEach(MemoryBudget.Share::close);
        open.clear();
        assertThat(begin("noisy", CALLS))
                .as("what ended is no tenant's any more")
                .isEqualTo(CALLS / 2);
    }

    @Test
    void aCallThatIsAloneIsLetThroughHoweverLarge() {
        MemoryBudget.Share large = budget.open();
        assertThat(large.begin()).isTrue();
        assertThat(large.take(32L * CALLS << 10)).isTrue();
        large.requireRoomFor("acme");

        MemoryBudget.Share next = budget.open();
        assertThat(next.begin()).isFalse();
        large.close();
    }

    @Test
    void messagesThatHaveBegunFindRoomToTheirEnd() {
        MemoryBudget.Share first = begun();
        MemoryBudget.Share second = begun();
        assertThat(first.arrive(1 << 10, 600 << 10)).isTrue();
        assertThat(second.arrive(1 << 10, 500 << 10)).isTrue();
        assertThat(begun().arrive(1 << 10, 200 << 10))
                .as("three quarters are owed")
                .isFalse();
        while (begun().take(16 << 10)) {}

        assertThat(first.arrive(300 << 10, 300 << 10)).isTrue();
        assertThat(first.arrive(300 << 10, 0)).isTrue();
        assertThat(second.arrive(500 << 10, 0)).isTrue();
    }

    @Test
    void whatAMessageOwedIsOwedNoMoreWhenItsCallEnds() {
        for (int i = 0; i < CALLS; i++) {
            MemoryBudget.Share share = begun();
            assertThat(share.arrive(1, 1_000 << 10)).isTrue();
            share.close();
        }
    }

    private MemoryBudget.Share begun() {
        MemoryBudget.Share share = budget.open();
        share.begin();
        return share;
    }

    @Test
    void whoIsRefusedIsToldToTryAgain() {
        begin("noisy", CALLS / 2);
        MemoryBudget.Share another = budget.open();
        assertThat(another.begin()).isTrue();
        assertThatThrownBy(() -> another.requireRoomFor("noisy"))
                .isInstanceOfSatisfying(Exhausted.class, refused -> assertThat(refused.retryAfter())
                        .isPositive());
    }

    /** @return how many of so many calls were let through; those that were not have ended */
    private int begin(String tenant, int calls) {
        int count = 0;
        for (int i = 0; i < calls; i++) {
            MemoryBudget.Share share = budget.open();
            assertThat(share.begin()).isTrue();
            try {
                share.requireRoomFor(tenant);
                open.add(share);
                count++;
            } catch (Exhausted refused) {
                share.close();
            }
        }
        return count;
    }
}
