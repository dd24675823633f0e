package io.recordstore.graphql.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.Caller;
import io.recordstore.auth.Credential;
import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a call's work when nobody waits for its answer. */
class GraphqlCallTest {
    private final GraphqlCall call =
            new GraphqlCall(Credential.ofHeader(null), new Caller(new TenantName("acme"), "00"));

    @Test
    void workThatRunsIsCancelled() {
        AtomicInteger cancelled = new AtomicInteger();
        Uni<Object> endless = Uni.createFrom().nothing().onCancellation().invoke(cancelled::incrementAndGet);
        CompletableFuture<Object> first = call.run(endless);
        CompletableFuture<Object> second = call.run(endless);
        call.end();
        assertThat(cancelled).hasValue(2);
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void workThatIsToBeginAfterwardsDoesNot() {
        AtomicInteger begun = new AtomicInteger();
        call.end();
        assertThat(call.run(Uni.createFrom().item(begun::incrementAndGet))).isCompletedExceptionally();
        assertThat(begun).hasValue(0);
    }

    @Test
    void workThatIsDoneHasItsResult() {
        assertThat(call.run(Uni.createFrom().item(5))).isCompletedWithValue(5);
        call.end();
    }
}
