package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unauthenticated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token may be made of, decided before any of it is evaluated. */
class TokenShapeTest {
    private static final RootKeys KEYS = RootKeys.of(Map.of(TestTokens.KEY_ID, TestTokens.MINTER.publicKey()));

    @Test
    void aTokenOverItsSizeIsRefusedBeforeItIsRead() {
        assertOverLimit("bytes", "A".repeat(5500));
    }

    @Test
    void blocksAreCounted() {
        String token = TestTokens.admin("acme");
        for (int i = 1; i < 8; i++) {
            token = TokenAttenuation.of(token).toOperations(Operation.READ).token();
        }
        verify(token);

        assertOverLimit(
                "blocks",
                TokenAttenuation.of(token).toOperations(Operation.READ).token());
    }

    @Test
    void symbolsAreCounted() {
        assertOverLimit("symbols", authority(each(257, "f(\"%d\")")), "recordstore.tokens.limits.bytes", "100000");
    }

    @Test
    void aSymbolsLengthIsBounded() {
        verify(authority("f(\"" + "x".repeat(255) + "\")"));
        assertOverLimit("symbol-length", authority("f(\"" + "x".repeat(256) + "\")"));
    }

    @Test
    void factsAreCounted() {
        assertOverLimit("facts", authority(each(128, "f(%d)")));
    }

    @Test
    void rulesAreCounted() {
        assertOverLimit("rules", authority(each(5, "r%d($x) <- right($x, \"read\")")));
    }

    @Test
    void checksAreCounted() {
        assertOverLimit("checks", authority(each(32, "check if operation(\"%d\")")));
    }

    @Test
    void alternativesAreCounted() {
        assertOverLimit("queries", authority("check if " + "operation(\"read\") or ".repeat(8) + "operation(\"a\")"));
    }

    @Test
    void predicatesAreCounted() {
        assertOverLimit("predicates", authority("check if " + "operation(\"read\"), ".repeat(4) + "operation($o)"));
    }

    @Test
    void termsAreCounted() {
        assertOverLimit("terms", authority("f(1, 2, 3, 4, 5)"));
    }

    @Test
    void elementsOfSetsAreCounted() {
        String set = String.join(
                ", ", IntStream.range(0, 65).mapToObj(Integer::toString).toList());

        assertOverLimit("set-size", authority("check if [" + set + "].contains(1)"));
    }

    @Test
    void expressionsAreCounted() {
        assertOverLimit("expressions", authority("check if time($t)" + ", 1 < 2".repeat(9)));
    }

    @Test
    void operationsAreCounted() {
        assertOverLimit("operations", authority("check if 1" + " + 1".repeat(17) + " > 0"));
    }

    @Test
    void regularExpressionsAreRefusedUnlessAllowed() {
        String token = authority("check if operation($o), $o.matches(\"r.*\")");

        assertOverLimit("regexes", token);
        verify(token, "recordstore.tokens.limits.regexes", "1");
    }

    @Test
    void aJoinOverItsStepsIsRefused() {
        assertOverLimit("steps", authority(each(40, "f(%d)", "check if f($a), f($b), f($c), f($d), $a > 100")));
    }

    @Test
    void laterBlocksHoldNoFactsAndNoRulesUnlessAllowed() {
        String facts = DatalogTokens.attenuate(TestTokens.admin("acme"), "f(1)");
        String rules = DatalogTokens.attenuate(TestTokens.admin("acme"), "f($o) <- operation($o)");

        assertThatThrownBy(() -> verify(facts)).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> verify(rules)).isInstanceOf(LimitExceeded.class);
        verify(facts, "recordstore.tokens.limits.facts-in-later-blocks", "true");
        verify(rules, "recordstore.tokens.limits.facts-in-later-blocks", "true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time(2020-01-01T00:00:00Z)",
                "operation(\"read\")",
                "record_space(\"prod/users\")",
                "record_type(\"City\")",
                "within(\"*\")",
                "within($p) <- right($p, \"read\")"
            })
    void whatOnlyTheServerMayStateIsRefused(String statement) {
        assertUnsupported(authority(statement));
        String later = DatalogTokens.attenuate(TestTokens.admin("acme"), statement);
        assertThatThrownBy(() -> verify(later, "recordstore.tokens.limits.facts-in-later-blocks", "true"))
                .isInstanceOf(Unauthenticated.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check if true != true",
                "check if (1 < 2) != false",
                "check if operation($a), within($b), $a != $b",
                "check if operation($a), $a != true"
            })
    void booleansAreNotComparedWithNotEqual(String check) {
        assertUnsupported(authority(check));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check if operation($o), $o != \"delete\"",
                "check if record_space($s), $s.length() != 3",
                "check if operation($a), within($b), !($a == $b)"
            })
    void otherValuesAre(String check) {
        verify(authority(check));
    }

    @Test
    void aRuleDoesNotBuildOnARule() {
        assertUnsupported(authority("a($x) <- right($x, \"read\")", "b($x) <- a($x)"));
        assertUnsupported(authority("a($x, $y) <- a($y, $x)"));
    }

    @Test
    void aTokenNamesExactlyOneTenant() {
        assertReason("TOKEN_WITHOUT_TENANT", DatalogTokens.mint("right(\"*\", \"read\")", DatalogTokens.EXPIRY));
        assertReason(
                "TOKEN_WITHOUT_TENANT",
                DatalogTokens.mint("tenant(\"acme\")", "tenant(\"globex\")", DatalogTokens.EXPIRY));
        assertReason("TOKEN_MALFORMED", DatalogTokens.mint("tenant(\"Not a name\")", DatalogTokens.EXPIRY));
    }

    /** One statement for each number, and more. */
    private static String[] each(int count, String statement, String... more) {
        return Stream.concat(IntStream.range(0, count).mapToObj(statement::formatted), Stream.of(more))
                .toArray(String[]::new);
    }

    private static String authority(String... statements) {
        List<String> all = new ArrayList<>(List.of("tenant(\"acme\")", DatalogTokens.EXPIRY));
        all.addAll(List.of(statements));
        return DatalogTokens.mint(all.toArray(String[]::new));
    }

    private static VerifiedToken verify(String token, String... properties) {
        return new TokenVerifier(AccessFixture.limits(properties), true).verify(token, KEYS);
    }

    private static void assertOverLimit(String limit, String token, String... properties) {
        assertThatThrownBy(() -> verify(token, properties))
                .isInstanceOfSatisfying(LimitExceeded.class, fault -> assertThat(fault.details())
                        .containsEntry("limit", "recordstore.tokens.limits." + limit));
    }

    private static void assertUnsupported(String token) {
        assertReason("TOKEN_UNSUPPORTED", token);
    }

    private static void assertReason(String reason, String token) {
        assertThatThrownBy(() -> verify(token))
                .isInstanceOfSatisfying(Unauthenticated.class, fault -> assertThat(fault.reason())
                        .isEqualTo(reason));
    }
}
