package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.recordstore.fault.Unauthenticated;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where root public keys come from, and how they change. */
class RootKeyRingTest {
    private static final String OLD = TestTokens.MINTER.publicKey();
    private static final String NEW = TestTokens.STRANGER.publicKey();

    private final List<RootKeyRing> rings = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        rings.forEach(RootKeyRing::close);
    }

    @Test
    void aServerWithoutAKeyRefusesToStartAndSaysWhatToSet() {
        assertThatThrownBy(() -> AuthStart.requireKeys(ring().current()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("recordstore.tokens.root-public-keys.<key id>")
                .hasMessageContaining("recordstore.tokens.root-public-keys-path");
    }

    @Test
    void anEmptyDirectoryIsNoKey() {
        RootKeyRing ring = ring("recordstore.tokens.root-public-keys-path", directory.toString());

        assertThatThrownBy(() -> AuthStart.requireKeys(ring.current())).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aKeyComesFromConfiguration() {
        RootKeyRing ring = ring("recordstore.tokens.root-public-keys.7", OLD);

        assertThat(ring.current().ids()).containsExactly(7);
        assertThatCode(() -> AuthStart.requireKeys(ring.current())).doesNotThrowAnyException();
    }

    @Test
    void aKeyComesFromTheEnvironment() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(Map.of("RECORDSTORE_TOKENS_ROOT_PUBLIC_KEYS_7", OLD), 300))
                .withMapping(TokenConfig.class)
                .build();

        assertThat(new RootKeyRing(config.getConfigMapping(TokenConfig.class), Map.of())
                        .current()
                        .ids())
                .containsExactly(7);
    }

    @Test
    void keysComeFromADirectory() throws IOException {
        Files.writeString(directory.resolve("1.pub"), OLD + "\n");
        Files.writeString(directory.resolve("2.pub"), NEW);
        Files.writeString(directory.resolve("README"), "not a key");

        assertThat(ring("recordstore.tokens.root-public-keys-path", directory.toString())
                        .current()
                        .ids())
                .containsExactly(1, 2);
    }

    @Test
    void keysComeFromAFileOfLines() throws IOException {
        Path file = directory.resolve("keys");
        Files.writeString(file, "# rotated in June\n\n1 " + OLD + "\n2\t" + NEW + "\n");

        assertThat(ring("recordstore.tokens.root-public-keys-path", file.toString())
                        .current()
                        .ids())
                .containsExactly(1, 2);
    }

    @Test
    void whatIsNotAKeyIsRefusedByItsPropertyAndId() {
        for (String notAKey : List.of("cafe", "z".repeat(64))) {
            assertRefused(
                    "recordstore.tokens.root-public-keys: root public key 7 is not",
                    "recordstore.tokens.root-public-keys.7",
                    notAKey);
        }
    }

    @Test
    void filesThatHoldNoKeysAreRefusedAtStartByTheirPropertyAndName() throws IOException {
        String property = "recordstore.tokens.root-public-keys-path";
        Path absent = directory.resolve("absent");
        assertRefused(
                property + ": the root public keys at " + absent + " cannot be read", property, absent.toString());

        Path lines = Files.writeString(directory.resolve("keys"), "cafe\n");
        assertRefused(property + ": a line of " + lines, property, lines.toString());

        Path image = Files.write(directory.resolve("image"), new byte[] {(byte) 0x89, (byte) 0xff});
        assertRefused(property + ": the root public keys at " + image + " cannot be read", property, image.toString());

        Files.writeString(directory.resolve("7.pub"), "cafe");
        assertRefused(property + ": root public key 7 is not", property, directory.toString());
    }

    /** Of an exception with a cause, Quarkus prints the stack and not the message. */
    private void assertRefused(String message, String property, String value) {
        assertThatThrownBy(() -> ring(property, value))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining(message)
                .hasMessageNotContaining("cafe");
    }

    @Test
    void rotationTakesTheNewKeyAndDropsTheOldWithoutARestart() throws IOException {
        Files.writeString(directory.resolve("1.pub"), OLD);
        RootKeyRing ring = ring("recordstore.tokens.root-public-keys-path", directory.toString());

        Files.writeString(directory.resolve("2.pub"), NEW);
        ring.reload();
        assertThat(ring.current().ids()).containsExactly(1, 2);

        Files.delete(directory.resolve("1.pub"));
        ring.reload();
        assertThat(ring.current().ids()).containsExactly(2);
    }

    @Test
    void theDirectoryIsReadAgainByItself() throws IOException {
        Files.writeString(directory.resolve("1.pub"), OLD);
        RootKeyRing ring = ring(
                "recordstore.tokens.root-public-keys-path",
                directory.toString(),
                "recordstore.tokens.root-public-keys-reload",
                "1s");

        Files.writeString(directory.resolve("2.pub"), NEW);

        await(() -> ring.current().ids().contains(2));
    }

    @Test
    void aRemovedKeysTokensAreRefusedThoughTheyAreRemembered() throws IOException {
        Files.writeString(directory.resolve("1.pub"), OLD);
        RootKeyRing ring = ring("recordstore.tokens.root-public-keys-path", directory.toString());
        SmallRyeConfig config = AccessFixture.config();
        Access access = AccessFixture.access(
                ring,
                config.getConfigMapping(TokenConfig.class),
                config.getConfigMapping(TokenLimits.class),
                (tenant, ids) -> false,
                Clock.systemUTC());
        Credential credential = Credential.ofHeader("Bearer " + TestTokens.admin("acme"));
        Target users = new Target("", new Target.One("prod/users"), "");
        assertThat(access.decide(credential, Operation.READ, users)).isNotNull();

        Files.delete(directory.resolve("1.pub"));
        Files.writeString(directory.resolve("2.pub"), NEW);
        ring.reload();

        assertThatThrownBy(() -> access.decide(credential, Operation.READ, users))
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void aDirectoryThatCannotBeReadChangesNothing() throws IOException {
        Files.writeString(directory.resolve("1.pub"), OLD);
        RootKeyRing ring = ring("recordstore.tokens.root-public-keys-path", directory.toString());
        RootKeys before = ring.current();

        Files.writeString(directory.resolve("2.pub"), "half a ke");
        ring.reload();

        assertThat(ring.current()).isSameAs(before);
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private RootKeyRing ring(String... properties) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            values.put(properties[i], properties[i + 1]);
        }
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValues(values)
                .withMapping(TokenConfig.class)
                .build();
        RootKeyRing ring = new RootKeyRing(config.getConfigMapping(TokenConfig.class), Map.of());
        rings.add(ring);
        return ring;
    }
}
