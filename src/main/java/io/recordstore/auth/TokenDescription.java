package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.biscuitsec.biscuit.crypto.PublicKey;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.Biscuit;

/**
 * What a token says of itself, read without a server and without a key: none of it is true before the signature is checked.
 *
 * @param rootKeyId the id of the key that signed it, when it names one
 * @param tenants the tenants that its first block names; a server takes exactly one
 * @param rights the terms of each right in its first block: RecordSpaces, a record type where there is one, an operation
 * @param expiry its last second, the earliest of all blocks; empty when it never ends
 * @param breakGlass why it was made, when it is one for emergencies
 * @param blocks its blocks, the first one first
 */
public record TokenDescription(
        Optional<Integer> rootKeyId,
        List<String> tenants,
        List<List<String>> rights,
        Optional<Instant> expiry,
        Optional<String> breakGlass,
        List<TokenBlock> blocks) {

    /**
     * One block.
     *
     * @param revocationId its id: revoking it ends this token and all that are narrowed from it
     * @param datalog what it says, for a reader
     */
    public record TokenBlock(String revocationId, String datalog) {}

    public TokenDescription {
        tenants = List.copyOf(tenants);
        rights = List.copyOf(rights);
        blocks = List.copyOf(blocks);
    }

    /**
     * Reads a token.
     *
     * @param token in URL-safe base64
     * @throws IllegalArgumentException when it is not a token
     */
    public static TokenDescription of(String token) {
        try {
            return describe(Schema.Biscuit.parseFrom(Base64.getUrlDecoder().decode(token)));
        } catch (Error | InvalidProtocolBufferException | RuntimeException notAToken) {
            throw new IllegalArgumentException("this is not a token: it was cut or changed on its way");
        }
    }

    private static TokenDescription describe(Schema.Biscuit token) throws InvalidProtocolBufferException, Error {
        List<Schema.SignedBlock> signed = new ArrayList<>(List.of(token.getAuthority()));
        signed.addAll(token.getBlocksList());
        List<Schema.Block> blocks = new ArrayList<>();
        for (Schema.SignedBlock block : signed) {
            blocks.add(Schema.Block.parseFrom(block.getBlock()));
        }
        TokenSymbols symbols = new TokenSymbols();
        blocks.forEach(block -> block.getSymbolsList().forEach(symbols::add));
        Schema.Block authority = blocks.get(0);
        return new TokenDescription(
                token.hasRootKeyId() ? Optional.of(token.getRootKeyId()) : Optional.empty(),
                facts(authority, symbols, Vocabulary.TENANT)
                        .map(terms -> terms.get(0))
                        .toList(),
                facts(authority, symbols, Vocabulary.RIGHT).toList(),
                expiry(blocks, symbols),
                facts(authority, symbols, Vocabulary.BREAK_GLASS)
                        .map(terms -> String.join(" ", terms))
                        .findFirst(),
                describe(signed, blocks));
    }

    private static List<TokenBlock> describe(List<Schema.SignedBlock> signed, List<Schema.Block> blocks) throws Error {
        TokenText text = new TokenText(blocks);
        List<TokenBlock> described = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            String id = HexFormat.of().formatHex(signed.get(i).getSignature().toByteArray());
            described.add(new TokenBlock(id, text.of(blocks.get(i))));
        }
        return described;
    }

    private static Stream<List<String>> facts(Schema.Block block, TokenSymbols symbols, String name) {
        return block.getFactsV2List().stream()
                .map(Schema.FactV2::getPredicate)
                .filter(fact -> symbols.get(fact.getName()).equals(name))
                .filter(fact -> fact.getTermsList().stream().allMatch(Schema.TermV2::hasString))
                .map(fact -> fact.getTermsList().stream()
                        .map(term -> symbols.get(term.getString()))
                        .toList());
    }

    private static Optional<Instant> expiry(List<Schema.Block> blocks, TokenSymbols symbols) {
        return blocks.stream()
                .flatMap(block -> block.getChecksV2List().stream())
                .flatMap(check -> ExpiryCheck.expiry(check, symbols).stream())
                .min(Instant::compareTo);
    }

    /**
     * Whether a token is signed with the private half of this key.
     *
     * @param publicKey an Ed25519 public key in hexadecimal, 64 digits
     * @throws IllegalArgumentException when it is not a key
     */
    public static boolean isSignedWith(String publicKey, String token) {
        PublicKey key =
                new PublicKey(Schema.PublicKey.Algorithm.Ed25519, HexFormat.of().parseHex(publicKey));
        try {
            Biscuit.from_b64url(token, key);
            return true;
        } catch (Error | GeneralSecurityException | RuntimeException notGenuine) {
            return false;
        }
    }
}
