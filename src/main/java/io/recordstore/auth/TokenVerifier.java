package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unauthenticated;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.biscuitsec.biscuit.crypto.PublicKey;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.Biscuit;

/**
 * Turns the text of a token into a {@link VerifiedToken}: size, then signatures, then shape, then vocabulary; each step
 * only when the one before it held. Whoever has no signed token learns nothing but the limit on size.
 */
final class TokenVerifier implements TokenVerification {
    private final TokenLimits limits;
    private final boolean requireExpiry;

    TokenVerifier(TokenLimits limits, boolean requireExpiry) {
        this.limits = limits;
        this.requireExpiry = requireExpiry;
    }

    @Override
    public VerifiedToken verify(String text, RootKeys keys) {
        return read(verifySigned(text, keys));
    }

    /** What a genuine token says. */
    VerifiedToken read(SignedToken token) {
        return TokenReader.read(token, requireExpiry);
    }

    /** A token that is genuine and cheap, whatever it says. */
    SignedToken verifySigned(String text, RootKeys keys) {
        byte[] bytes = decode(text);
        Schema.Biscuit token = parseToken(bytes);
        SignatureForm.check(token);
        Biscuit biscuit = verifySignatures(bytes, keys.candidates(keyId(token)));
        List<Schema.Block> blocks = parseBlocks(token);
        return new SignedToken(keyId(token), biscuit, blocks, TokenShape.check(blocks, limits));
    }

    private byte[] decode(String text) {
        if (text.length() > encodedLength(limits.bytes())) {
            throw new LimitExceeded(
                    "recordstore.tokens.limits.bytes",
                    limits.bytes() + " bytes",
                    "the token is longer than " + limits.bytes() + " bytes");
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw MalformedToken.because("it is not in URL-safe base64");
        }
    }

    private static int encodedLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    private Schema.Biscuit parseToken(byte[] bytes) {
        Schema.Biscuit token;
        try {
            token = Schema.Biscuit.parseFrom(bytes);
        } catch (InvalidProtocolBufferException notABiscuit) {
            throw MalformedToken.because("it is not a Biscuit");
        }
        TokenShape.refuseUnknownFields(token);
        if (1 + token.getBlocksCount() > limits.blocks()) {
            throw new LimitExceeded(
                    "recordstore.tokens.limits.blocks",
                    Integer.toString(limits.blocks()),
                    "the token has more than " + limits.blocks() + " blocks");
        }
        if (!limits.thirdPartyBlocks() && hasThirdPartyBlock(token)) {
            throw MalformedToken.unsupported("it has a block signed by a third party");
        }
        return token;
    }

    private static boolean hasThirdPartyBlock(Schema.Biscuit token) {
        return token.getBlocksList().stream().anyMatch(Schema.SignedBlock::hasExternalSignature);
    }

    private static Optional<Integer> keyId(Schema.Biscuit token) {
        return token.hasRootKeyId() ? Optional.of(token.getRootKeyId()) : Optional.empty();
    }

    /**
     * Uses {@code Biscuit.from_bytes} with a key: {@code UnverifiedBiscuit.verify} of biscuit-java 4.0.1 drops the
     * result of the verification.
     */
    private static Biscuit verifySignatures(byte[] bytes, Collection<PublicKey> candidates) {
        for (PublicKey key : candidates) {
            try {
                return Biscuit.from_bytes(bytes, key);
            } catch (Error.FormatError.Signature | GeneralSecurityException notThisKey) {
                continue;
            } catch (Error | RuntimeException broken) {
                throw MalformedToken.because("it cannot be read");
            }
        }
        throw new Unauthenticated(
                "TOKEN_UNTRUSTED", "the token is not signed with a root key that this server is configured with");
    }

    private static List<Schema.Block> parseBlocks(Schema.Biscuit token) {
        List<ByteString> payloads = new ArrayList<>();
        payloads.add(token.getAuthority().getBlock());
        token.getBlocksList().forEach(block -> payloads.add(block.getBlock()));
        return payloads.stream().map(TokenVerifier::parseBlock).toList();
    }

    private static Schema.Block parseBlock(ByteString payload) {
        try {
            return Schema.Block.parseFrom(payload);
        } catch (InvalidProtocolBufferException notABlock) {
            throw MalformedToken.because("one of its blocks cannot be read");
        }
    }
}
