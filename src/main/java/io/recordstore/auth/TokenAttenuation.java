package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.biscuitsec.biscuit.datalog.Check.Kind;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.UnverifiedBiscuit;
import org.biscuitsec.biscuit.token.builder.Block;
import org.biscuitsec.biscuit.token.builder.Check;
import org.biscuitsec.biscuit.token.builder.Rule;
import org.biscuitsec.biscuit.token.builder.Utils;

/**
 * Narrows a token, offline and without any key: whoever holds a token can make one that may do less, and none that may
 * do more. Every method adds a check to a block; {@link #token()} is the narrower token.
 */
public final class TokenAttenuation {
    private final String token;
    private final Block block = new Block();

    private TokenAttenuation(String token) {
        this.token = token;
    }

    /** @param token a token in URL-safe base64; it is not verified here */
    public static TokenAttenuation of(String token) {
        return new TokenAttenuation(token);
    }

    /** Only these RecordSpaces: ids such as {@code prod/users}, or patterns such as {@code prod/*}. */
    public TokenAttenuation toSpaces(String... patterns) {
        return anyOf(Vocabulary.WITHIN, patterns);
    }

    /** Only calls about records of these types. */
    public TokenAttenuation toRecordTypes(String... types) {
        return anyOf(Vocabulary.RECORD_TYPE, types);
    }

    /** Only these operations. */
    public TokenAttenuation toOperations(Operation... operations) {
        return anyOf(
                Vocabulary.OPERATION,
                Stream.of(operations).map(Operation::right).toArray(String[]::new));
    }

    /** Only until the end of this second. */
    public TokenAttenuation until(Instant lastSecond) {
        block.add_check(TokenMinter.expiryCheck(lastSecond));
        return this;
    }

    /**
     * Adds a check in Datalog, such as {@code check if operation("read"), record_type("City")}.
     *
     * @throws IllegalArgumentException when it is not a check
     */
    public TokenAttenuation check(String datalog) {
        try {
            block.add_check(datalog);
            return this;
        } catch (Error.Parser notACheck) {
            throw new IllegalArgumentException("not a check in Datalog: " + datalog, notACheck);
        }
    }

    /**
     * The narrower token in URL-safe base64.
     *
     * @throws IllegalArgumentException when the token is not one, or is sealed
     */
    public String token() {
        try {
            UnverifiedBiscuit narrower = UnverifiedBiscuit.from_b64url(token).attenuate(block);
            return Base64.getUrlEncoder().encodeToString(withRootKeyId(narrower.serialize()));
        } catch (Error | GeneralSecurityException | InvalidProtocolBufferException | RuntimeException failure) {
            throw new IllegalArgumentException("the token cannot be attenuated: it is sealed or not a token");
        }
    }

    /** biscuit-java 4.0.1 loses the root key id of a token that it has not verified. */
    private byte[] withRootKeyId(byte[] narrower) throws InvalidProtocolBufferException {
        Schema.Biscuit original =
                Schema.Biscuit.parseFrom(Base64.getUrlDecoder().decode(token));
        Schema.Biscuit.Builder result = Schema.Biscuit.parseFrom(narrower).toBuilder();
        if (original.hasRootKeyId()) {
            result.setRootKeyId(original.getRootKeyId());
        }
        return result.build().toByteArray();
    }

    private TokenAttenuation anyOf(String fact, String... values) {
        List<Rule> queries = Stream.of(values)
                .map(value -> Utils.rule("query", List.of(), List.of(Utils.pred(fact, List.of(Utils.string(value))))))
                .toList();
        block.add_check(new Check(Kind.One, queries));
        return this;
    }
}
