package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers and times of the configuration have bounds, and a server that is given another value does not start. */
class ConfigurationBoundsTest {
    /** Of each property a value beyond its bound and one at it; two lines where it has two bounds. */
    private static final String BOUNDS =
            """
            recordstore.admission.message-timeout 0s PT0.001S
            recordstore.admission.retry-after -1s 0s
            recordstore.backup.every -1s 0s
            recordstore.backup.keep 0 1
            recordstore.changes.progress 0s PT0.001S
            recordstore.changes.trim-every 0s PT0.001S
            recordstore.changes.watch 0s PT0.001S
            recordstore.encryption.compress-from -1 0
            recordstore.encryption.reload 999ms 1s
            recordstore.encryption.rewrap-every 0s PT0.001S
            recordstore.expiry.clock-skew -1s 0s
            recordstore.expiry.look-every 0s PT0.001S
            recordstore.fdb.cluster.api-version 709 710
            recordstore.fdb.cluster.api-version 731 730
            recordstore.fdb.cluster.client.threads-per-version 0 1
            recordstore.fdb.cluster.connect-timeout -1s 0s
            recordstore.fdb.cluster.trace.max-logs-size -1 0
            recordstore.fdb.cluster.trace.roll-size -1 0
            recordstore.fdb.cluster.transactions.max-retry-delay -1s 0s
            recordstore.fdb.cluster.transactions.retry-limit -2 -1
            recordstore.fdb.cluster.transactions.size-limit 31 32
            recordstore.fdb.cluster.transactions.size-limit 10000001 10000000
            recordstore.fdb.cluster.transactions.timeout -1s 0s
            recordstore.fdb.embedded.block-cache-megabytes -1 0
            recordstore.fdb.embedded.kept-free-megabytes -1 0
            recordstore.fdb.embedded.max-conflict-ranges 0 1
            recordstore.fdb.embedded.max-snapshots 0 1
            recordstore.fdb.embedded.read-threads 0 1
            recordstore.fdb.embedded.write-buffer-megabytes 0 1
            recordstore.fdb.embedded.write-buffers 0 1
            recordstore.graphql.limits.aliases -1 0
            recordstore.graphql.limits.characters 0 1
            recordstore.graphql.limits.complexity 0 1
            recordstore.graphql.limits.depth 0 1
            recordstore.graphql.limits.depth 1000001 1000000
            recordstore.graphql.limits.nodes 0 1
            recordstore.graphql.limits.request-bytes 0 1
            recordstore.graphql.limits.time 0s PT0.001S
            recordstore.graphql.limits.tokens 0 1
            recordstore.graphql.limits.waiting 0 1
            recordstore.graphql.persisted-queries.characters -1 0
            recordstore.graphql.typed-schemas.elements -1 0
            recordstore.graphql.websocket.connections -1 0
            recordstore.graphql.websocket.init-timeout 0s PT0.001S
            recordstore.graphql.websocket.keep-alive 0s PT0.001S
            recordstore.graphql.websocket.message-bytes 0 1
            recordstore.graphql.websocket.operations 0 1
            recordstore.operations.concurrency -1 0
            recordstore.operations.keep -1s 0s
            recordstore.operations.keep-at-most 0 1
            recordstore.operations.lease 0s PT0.001S
            recordstore.operations.look-every 0s PT0.001S
            recordstore.operations.patience 0s PT0.001S
            recordstore.operations.records-per-second 0 1
            recordstore.operations.records-per-transaction 0 1
            recordstore.quotas.burst -1s 0s
            recordstore.quotas.poll 0s PT0.001S
            recordstore.quotas.remembered 0 1
            recordstore.quotas.usage-age -1s 0s
            recordstore.slow-queries.per-minute -1 0
            recordstore.slow-queries.threshold -1s 0s
            recordstore.stop.delay -1s 0s
            recordstore.stop.grace -1s 0s
            recordstore.stop.streams -1s 0s
            recordstore.store.cached-states -1 0
            recordstore.store.longest-wait 0s PT0.001S
            recordstore.store.queue 0 1
            recordstore.store.retry-limit -1s 0s
            recordstore.store.threads 0 1
            recordstore.store.timeout 0s PT0.001S
            recordstore.store.under-way 0 1
            recordstore.tokens.limits.authorization-time 0s PT0.001S
            recordstore.tokens.limits.blocks 0 1
            recordstore.tokens.limits.bytes 0 1
            recordstore.tokens.limits.checks -1 0
            recordstore.tokens.limits.evaluated-facts 0 1
            recordstore.tokens.limits.evaluation-rounds 0 1
            recordstore.tokens.limits.evaluation-time 0s PT0.001S
            recordstore.tokens.limits.expressions -1 0
            recordstore.tokens.limits.facts -1 0
            recordstore.tokens.limits.operations -1 0
            recordstore.tokens.limits.predicates -1 0
            recordstore.tokens.limits.queries -1 0
            recordstore.tokens.limits.regexes -1 0
            recordstore.tokens.limits.rules -1 0
            recordstore.tokens.limits.set-size -1 0
            recordstore.tokens.limits.steps -1 0
            recordstore.tokens.limits.symbol-length -1 0
            recordstore.tokens.limits.symbols -1 0
            recordstore.tokens.limits.terms -1 0
            recordstore.tokens.limits.waiting 0 1
            recordstore.tokens.revocations.clock-leeway -1s 0s
            recordstore.tokens.revocations.in-memory -1 0
            recordstore.tokens.revocations.poll 0s PT0.001S
            recordstore.tokens.revocations.purge-every 0s PT0.001S
            recordstore.tokens.revocations.stale 0s PT0.001S
            recordstore.tokens.root-public-keys-reload 999ms 1s
            recordstore.tokens.verified-tokens -1 0
            recordstore.tokens.verified-tokens-time -5m 0s
            recordstore.transactions.open -1 0
            recordstore.transport.first-request-timeout 0s PT0.001S
            recordstore.transport.unused-timeout 0s PT0.001S
            """;

    /** Limits that an operator sets while servers run, too: {@code quota.Limit} has the bounds of both ways. */
    private static final Set<String> QUOTAS = Set.of(
            "recordstore.quotas.tenant.records",
            "recordstore.quotas.tenant.record-spaces",
            "recordstore.quotas.tenant.requests-per-second",
            "recordstore.quotas.record-space.records",
            "recordstore.quotas.record-space.requests-per-second");

    private static ValidatorFactory validators;

    private record Bound(String property, String beyond, String at) {
        static Bound of(String line) {
            String[] parts = line.split(" ");
            return new Bound(parts[0], parts[1], parts[2]);
        }
    }

    @BeforeAll
    static void open() {
        validators = Validation.buildDefaultValidatorFactory();
    }

    @AfterAll
    static void close() {
        validators.close();
    }

    static Stream<Bound> bounds() {
        return BOUNDS.lines().map(Bound::of);
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void aValueBeyondABoundIsRefusedByTheNameOfItsPropertyAndOneAtItIsTaken(Bound bound) {
        assertThatThrownBy(() -> read(Map.of(bound.property(), bound.beyond())))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(bound.property() + " must be ");
        assertThatCode(() -> read(Map.of(bound.property(), bound.at()))).doesNotThrowAnyException();
    }

    @Test
    void everyValueThatIsWrongIsNamedAtOnce() {
        assertThatThrownBy(() -> read(
                        Map.of("recordstore.store.threads", "0", "recordstore.tokens.verified-tokens-time", "-5m")))
                .hasMessageContaining("recordstore.store.threads must be greater than or equal to 1")
                .hasMessageContaining("recordstore.tokens.verified-tokens-time must be longer than or equal to 0");
    }

    @Test
    void everyNumberAndTimeHasABound() {
        Set<String> bounded = bounds().map(Bound::property).collect(Collectors.toCollection(HashSet::new));
        bounded.addAll(QUOTAS);

        assertThat(ConfigurationMappings.ALL.stream().flatMap(ConfigurationBoundsTest::numbersAndTimes))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(bounded);
    }

    private static Stream<String> numbersAndTimes(Class<?> mapping) {
        return ConfigMappings.getProperties(ConfigClass.configClass(mapping)).entrySet().stream()
                .filter(property -> isNumberOrTime(property.getValue().getMethod()))
                .map(Map.Entry::getKey);
    }

    private static boolean isNumberOrTime(Method property) {
        String type = property.getGenericReturnType().getTypeName();
        return Stream.of("int", "long", "double", "Integer", "Long", "Double", "OptionalInt", "OptionalLong")
                        .anyMatch(number -> type.matches("(.*[.<])?" + number + ">?"))
                || type.contains(Duration.class.getName());
    }

    private static void read(Map<String, String> properties) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withValidator((BeanValidationConfigValidator) validators::getValidator)
                .withDefaultValues(properties);
        ConfigurationMappings.ALL.forEach(config::withMapping);
        config.build();
    }
}
