package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every property by its name, with its default. */
class TokenConfigTest {
    @Test
    void theDefaultsAreThese() {
        TokenConfig config = AccessFixture.config().getConfigMapping(TokenConfig.class);

        assertThat(config.rootPublicKeysPath()).isEmpty();
        assertThat(config.rootPublicKeysReload()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.requireExpiry()).isTrue();
        assertThat(config.verifiedTokens()).isEqualTo(4096);
        assertThat(config.verifiedTokensTime()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void theDefaultLimitsAreThese() {
        TokenLimits limits = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TokenLimits.class)
                .build()
                .getConfigMapping(TokenLimits.class);

        assertThat(limits.bytes()).isEqualTo(4096);
        assertThat(limits.blocks()).isEqualTo(8);
        assertThat(limits.symbols()).isEqualTo(256);
        assertThat(limits.symbolLength()).isEqualTo(255);
        assertThat(limits.facts()).isEqualTo(128);
        assertThat(limits.rules()).isEqualTo(4);
        assertThat(limits.checks()).isEqualTo(32);
        assertThat(limits.queries()).isEqualTo(8);
        assertThat(limits.predicates()).isEqualTo(4);
        assertThat(limits.terms()).isEqualTo(4);
        assertThat(limits.setSize()).isEqualTo(64);
        assertThat(limits.expressions()).isEqualTo(8);
        assertThat(limits.operations()).isEqualTo(32);
        assertThat(limits.regexes()).isZero();
        assertThat(limits.steps()).isEqualTo(65_536);
        assertThat(limits.factsInLaterBlocks()).isFalse();
        assertThat(limits.thirdPartyBlocks()).isFalse();
        assertThat(limits.evaluatedFacts()).isEqualTo(1000);
        assertThat(limits.evaluationRounds()).isEqualTo(4);
        assertThat(limits.evaluationTime()).isEqualTo(Duration.ofSeconds(1));
        assertThat(limits.authorizationTime()).isEqualTo(Duration.ofSeconds(2));
        assertThat(limits.waiting()).isEqualTo(2048);
    }

    @Test
    void everyPropertyIsReadByItsName() {
        SmallRyeConfig config = AccessFixture.config(
                "recordstore.tokens.root-public-keys-path", "/run/keys",
                "recordstore.tokens.root-public-keys-reload", "30s",
                "recordstore.tokens.require-expiry", "false",
                "recordstore.tokens.verified-tokens", "7",
                "recordstore.tokens.verified-tokens-time", "1m",
                "recordstore.tokens.limits.bytes", "8000",
                "recordstore.tokens.limits.evaluation-time", "20ms");
        TokenConfig tokens = config.getConfigMapping(TokenConfig.class);
        TokenLimits limits = config.getConfigMapping(TokenLimits.class);

        assertThat(tokens.rootPublicKeys())
                .containsExactlyEntriesOf(java.util.Map.of(TestTokens.KEY_ID, TestTokens.MINTER.publicKey()));
        assertThat(tokens.rootPublicKeysPath()).contains("/run/keys");
        assertThat(tokens.rootPublicKeysReload()).isEqualTo(Duration.ofSeconds(30));
        assertThat(tokens.requireExpiry()).isFalse();
        assertThat(tokens.verifiedTokens()).isEqualTo(7);
        assertThat(tokens.verifiedTokensTime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(limits.bytes()).isEqualTo(8000);
        assertThat(limits.evaluationTime()).isEqualTo(Duration.ofMillis(20));
    }
}
