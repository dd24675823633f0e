package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThroughoutTest {

    @Test
    void aStreamThatSaysNothingFailsWhenItsCallIsNoLongerPermitted() {
        Multi<String> silent = Multi.createFrom().nothing();
        Multi<String> stream = Throughout.permitted(
                silent, () -> Uni.createFrom().failure(new IllegalStateException("no longer permitted")));
        assertThatThrownBy(() -> stream.collect().asList().await().atMost(Duration.ofSeconds(60)))
                .hasMessage("no longer permitted");
    }
}
