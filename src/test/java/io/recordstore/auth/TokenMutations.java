package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.i2p.crypto.eddsa.EdDSAEngine;
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.token.format.SerializedBiscuit;

/** What somebody with tokens and without the root key can send. */
final class TokenMutations {
    private static final byte[] ED25519 = {0, 0, 0, 0};

    private final Random random;

    TokenMutations(Random random) {
        this.random = random;
    }

    /** Another token out of these, by one of many ways. */
    String mutate(List<String> tokens) {
        String token = pick(tokens);
        return switch (random.nextInt(8)) {
            case 0 -> token.substring(0, random.nextInt(token.length()));
            case 1 -> withRandomCharacter(token);
            case 2 -> encode(flipped(decode(token)));
            case 3 -> encode(concat(decode(token), randomBytes(1 + random.nextInt(40))));
            case 4 -> encode(concat(decode(token), decode(pick(tokens))));
            case 5 -> spliced(parse(token), parse(pick(tokens)));
            case 6 -> "A".repeat(random.nextInt(20_000));
            default -> reSigned(parse(token));
        };
    }

    /** The token with one more block that is properly signed and holds any facts, rules and checks. */
    String withRandomBlock(String token) {
        Schema.Biscuit base = parse(token);
        byte[] block = new RandomBlock(random, 1024 + symbolsOf(base)).message().toByteArray();
        return appended(base, random.nextInt(10) == 0 ? flipped(block) : block);
    }

    private static int symbolsOf(Schema.Biscuit token) {
        try {
            return Schema.Block.parseFrom(token.getAuthority().getBlock()).getSymbolsCount();
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
    }

    static String sealed(String token) {
        try {
            SerializedBiscuit biscuit = SerializedBiscuit.unsafe_deserialize(decode(token));
            biscuit.seal();
            return encode(Schema.Biscuit.parseFrom(biscuit.serialize()).toBuilder()
                    .setRootKeyId(TestTokens.KEY_ID)
                    .build()
                    .toByteArray());
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private String appended(Schema.Biscuit base, byte[] block) {
        KeyPair current = new KeyPair(base.getProof().getNextSecret().toByteArray());
        KeyPair next = new KeyPair(randomBytes(32));
        Schema.SignedBlock signed = Schema.SignedBlock.newBuilder()
                .setBlock(ByteString.copyFrom(block))
                .setNextKey(next.public_key().serialize())
                .setSignature(ByteString.copyFrom(
                        sign(current, block, ED25519, next.public_key().toBytes())))
                .build();
        return encode(base.toBuilder()
                .addBlocks(signed)
                .setProof(Schema.Proof.newBuilder().setNextSecret(ByteString.copyFrom(next.toBytes())))
                .build()
                .toByteArray());
    }

    /** Parts of two tokens in one. */
    private String spliced(Schema.Biscuit one, Schema.Biscuit other) {
        Schema.Biscuit.Builder result = one.toBuilder();
        switch (random.nextInt(6)) {
            case 0 -> result.setAuthority(other.getAuthority());
            case 1 -> result.setProof(other.getProof());
            case 2 -> result.clearBlocks().addAllBlocks(other.getBlocksList());
            case 3 -> result.addAllBlocks(other.getBlocksList());
            case 4 -> result.clearBlocks();
            default -> result.setRootKeyId(random.nextInt(3));
        }
        return encode(result.build().toByteArray());
    }

    /** The token's first block with more in it, signed by a key of the forger's. */
    private String reSigned(Schema.Biscuit token) {
        KeyPair forger = new KeyPair(randomBytes(32));
        KeyPair next = new KeyPair(randomBytes(32));
        byte[] block = token.getAuthority().getBlock().toByteArray();
        Schema.SignedBlock forged = token.getAuthority().toBuilder()
                .setNextKey(next.public_key().serialize())
                .setSignature(ByteString.copyFrom(
                        sign(forger, block, ED25519, next.public_key().toBytes())))
                .build();
        return encode(token.toBuilder()
                .setAuthority(forged)
                .clearBlocks()
                .setProof(Schema.Proof.newBuilder().setNextSecret(ByteString.copyFrom(next.toBytes())))
                .build()
                .toByteArray());
    }

    private static byte[] sign(KeyPair key, byte[]... parts) {
        try {
            Signature signature = new EdDSAEngine(MessageDigest.getInstance(KeyPair.ed25519.getHashAlgorithm()));
            signature.initSign(key.private_key);
            for (byte[] part : parts) {
                signature.update(part);
            }
            return signature.sign();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private String withRandomCharacter(String token) {
        int at = random.nextInt(token.length());
        char other = (char) (random.nextInt(4) == 0 ? random.nextInt(0x3000) : 32 + random.nextInt(95));
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    private byte[] flipped(byte[] bytes) {
        byte[] result = bytes.clone();
        for (int i = 0; i <= random.nextInt(4) && result.length > 0; i++) {
            result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return result;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static Schema.Biscuit parse(String token) {
        try {
            return Schema.Biscuit.parseFrom(decode(token));
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
    }

    private static byte[] decode(String token) {
        return Base64.getUrlDecoder().decode(token);
    }

    private static String encode(byte[] token) {
        return Base64.getUrlEncoder().encodeToString(token);
    }

    private String pick(List<String> tokens) {
        return tokens.get(random.nextInt(tokens.size()));
    }
}
