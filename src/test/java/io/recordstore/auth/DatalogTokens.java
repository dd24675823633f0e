package io.recordstore.auth;

import io.vavr.control.Option;
import java.security.SecureRandom;
import java.util.Base64;
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.token.Biscuit;
import org.biscuitsec.biscuit.token.UnverifiedBiscuit;
import org.biscuitsec.biscuit.token.builder.Block;

/** Tokens written in Datalog, as {@link TokenMinter} and {@link TokenAttenuation} would never write them. */
final class DatalogTokens {
    static final String EXPIRY = "check if time($t), $t <= 2100-01-01T00:00:00Z";

    private DatalogTokens() {}

    /** A token of {@link TestTokens#MINTER}'s key with these facts, rules ({@code <-}) and checks. */
    static String mint(String... statements) {
        return mint(new KeyPair("7c8a1d6a1f0c4b5f9f2f6f2b6a1e0d3c4b5a69788796a5b4c3d2e1f00f1e2d3c"), statements);
    }

    static String mint(KeyPair root, String... statements) {
        try {
            org.biscuitsec.biscuit.token.builder.Biscuit token =
                    Biscuit.builder(new SecureRandom(), root, Option.some(TestTokens.KEY_ID));
            for (String statement : statements) {
                if (isCheck(statement)) {
                    token.add_authority_check(statement);
                } else if (isRule(statement)) {
                    token.add_authority_rule(statement);
                } else {
                    token.add_authority_fact(statement);
                }
            }
            return token.build().serialize_b64url();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** The token with one more block of these facts, rules and checks. */
    static String attenuate(String token, String... statements) {
        try {
            Block block = new Block();
            for (String statement : statements) {
                if (isCheck(statement)) {
                    block.add_check(statement);
                } else if (isRule(statement)) {
                    block.add_rule(statement);
                } else {
                    block.add_fact(statement);
                }
            }
            return Base64.getUrlEncoder()
                    .encodeToString(UnverifiedBiscuit.from_b64url(token)
                            .attenuate(block)
                            .serialize());
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static boolean isCheck(String statement) {
        return statement.startsWith("check ");
    }

    private static boolean isRule(String statement) {
        return statement.contains("<-");
    }
}
