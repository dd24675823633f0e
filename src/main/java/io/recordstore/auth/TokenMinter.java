package io.recordstore.auth;

import io.vavr.control.Option;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.builder.Biscuit;
import org.biscuitsec.biscuit.token.builder.Expression;
import org.biscuitsec.biscuit.token.builder.Term;
import org.biscuitsec.biscuit.token.builder.Utils;

/** Makes tokens with a root private key. It needs no server: dev mode, the command line and tests use it. */
public final class TokenMinter {
    private static final int SEED_BYTES = 32;

    private final int keyId;
    private final KeyPair root;

    private TokenMinter(int keyId, KeyPair root) {
        this.keyId = keyId;
        this.root = root;
    }

    /**
     * @param keyId the id under which servers know the public key
     * @param privateKey an Ed25519 private key in hexadecimal, 64 digits
     * @throws IllegalArgumentException when it is not one; the message does not hold it
     */
    public static TokenMinter of(int keyId, String privateKey) {
        byte[] seed;
        try {
            seed = HexFormat.of().parseHex(privateKey);
        } catch (IllegalArgumentException notHexadecimal) {
            seed = new byte[0];
        }
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a root private key is 64 hexadecimal digits");
        }
        return new TokenMinter(keyId, new KeyPair(seed));
    }

    /** A new Ed25519 private key in hexadecimal, 64 digits. */
    public static String newPrivateKey() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return HexFormat.of().formatHex(seed);
    }

    /** The public key that servers are configured with: hexadecimal, 64 digits. */
    public String publicKey() {
        return HexFormat.of().formatHex(root.public_key().toBytes());
    }

    /** A new token in URL-safe base64. */
    public String mint(TokenGrant grant) {
        try {
            Biscuit token = org.biscuitsec.biscuit.token.Biscuit.builder(new SecureRandom(), root, Option.some(keyId));
            state(token, Vocabulary.TENANT, grant.tenant().value());
            for (TokenGrant.Right right : grant.rights()) {
                state(token, Vocabulary.RIGHT, terms(right));
            }
            if (grant.breakGlass().isPresent()) {
                state(token, Vocabulary.BREAK_GLASS, grant.breakGlass().get());
            }
            if (grant.expiry().isPresent()) {
                token.add_authority_check(expiryCheck(grant.expiry().get()));
            }
            return token.build().serialize_b64url();
        } catch (Error failure) {
            throw new IllegalArgumentException("the token cannot be made", failure);
        }
    }

    /** {@code check if time($t), $t <= lastSecond}. */
    static org.biscuitsec.biscuit.token.builder.Check expiryCheck(Instant lastSecond) {
        return Utils.check(Utils.constrained_rule(
                "query",
                List.of(),
                List.of(Utils.pred(Vocabulary.TIME, List.of(Utils.var("t")))),
                List.of(new Expression.Binary(
                        Expression.Op.LessOrEqual,
                        new Expression.Value(Utils.var("t")),
                        new Expression.Value(Utils.date(Date.from(lastSecond)))))));
    }

    private static String[] terms(TokenGrant.Right right) {
        Stream<String> type = right.recordType().stream();
        return Stream.of(
                        Stream.of(right.spaces()),
                        type,
                        Stream.of(right.operation().right()))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static void state(Biscuit token, String name, String... terms) throws Error.Language {
        List<Term> values = Stream.of(terms).map(Utils::string).toList();
        token.add_authority_fact(Utils.fact(name, values));
    }
}
