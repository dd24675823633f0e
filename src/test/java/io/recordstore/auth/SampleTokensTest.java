package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.fault.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.biscuitsec.biscuit.datalog.RunLimits;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.Authorizer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Biscuit's own sample tokens are accepted and refused as published, with our limits opened for them. */
class SampleTokensTest {
    /** Published as good for some call, and refused here, with the reason. */
    private static final Map<String, String> REFUSED_HERE = Map.of(
            "test017_expressions.bc", "a newer version of the format than biscuit-java 4.0.1 reads",
            "test022_default_symbols.bc", "it states operation and time itself",
            "test024_third_party.bc", "a newer version of signatures",
            "test026_public_keys_interning.bc", "a newer version of signatures",
            "test028_expressions_v4.bc", "it compares booleans with !=, which biscuit-java 4.0.1 answers wrongly",
            "test029_reject_if.bc", "reject if, which biscuit-java 4.0.1 takes for check if");

    private static final JsonObject SAMPLES = new JsonObject(new String(read("samples.json")));
    private static final RootKeys KEYS = RootKeys.of(Map.of(0, SAMPLES.getString("root_public_key")));
    private static final TokenVerifier VERIFIER = new TokenVerifier(
            AccessFixture.limits(
                    "recordstore.tokens.limits.facts-in-later-blocks", "true",
                    "recordstore.tokens.limits.third-party-blocks", "true",
                    "recordstore.tokens.limits.regexes", "16",
                    "recordstore.tokens.limits.checks", "128"),
            false);

    @TestFactory
    Stream<DynamicTest> eachSampleIsAnsweredAsPublished() {
        return SAMPLES.getJsonArray("testcases").stream()
                .map(JsonObject.class::cast)
                .filter(sample -> isHere(sample.getString("filename")))
                .flatMap(SampleTokensTest::validations);
    }

    private static Stream<DynamicTest> validations(JsonObject sample) {
        String file = sample.getString("filename");
        JsonObject validations = sample.getJsonObject("validations");
        return validations.fieldNames().stream().map(name -> {
            JsonObject validation = validations.getJsonObject(name);
            boolean published = validation.getJsonObject("result").containsKey("Ok");
            boolean expected = published && !REFUSED_HERE.containsKey(file);
            return DynamicTest.dynamicTest(sample.getString("title") + " " + name, () -> assertThat(
                            accepts(read(file), validation.getString("authorizer_code")))
                    .isEqualTo(expected));
        });
    }

    private static boolean accepts(byte[] token, String authorizerCode) throws Error {
        Authorizer authorizer;
        try {
            authorizer = VERIFIER.verifySigned(Base64.getUrlEncoder().encodeToString(token), KEYS)
                    .biscuit()
                    .authorizer();
        } catch (Fault | Error.FailedLogic refused) {
            return false;
        }
        for (String statement : authorizerCode.split(";\\s*\n")) {
            add(authorizer, statement.strip());
        }
        try {
            authorizer.authorize(new RunLimits(1000, 100, java.time.Duration.ofSeconds(5)));
            return true;
        } catch (Error refused) {
            return false;
        }
    }

    private static void add(Authorizer authorizer, String statement) throws Error.Parser {
        if (statement.startsWith("check ")) {
            authorizer.add_check(statement);
        } else if (statement.startsWith("allow ") || statement.startsWith("deny ")) {
            authorizer.add_policy(statement);
        } else if (!statement.isEmpty()) {
            authorizer.add_fact(statement);
        }
    }

    private static boolean isHere(String file) {
        return SampleTokensTest.class.getResource("/biscuit-samples/" + file) != null;
    }

    private static byte[] read(String file) {
        try (InputStream sample = SampleTokensTest.class.getResourceAsStream("/biscuit-samples/" + file)) {
            return sample.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
