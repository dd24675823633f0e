package io.recordstore.auth;

import biscuit.format.schema.Schema.PublicKey.Algorithm;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.biscuitsec.biscuit.crypto.PublicKey;

/** The root public keys that tokens may be signed with, by key id. Immutable; equal when the keys are. */
final class RootKeys {
    static final RootKeys NONE = new RootKeys(Map.of());

    /** A token without a key id is tried with each key, 0.3 ms at a time; rotation needs two. */
    static final int MAX_KEYS = 16;

    private static final int HEX_DIGITS = 64;

    private final Map<Integer, String> hexById;
    private final Map<Integer, PublicKey> keyById;

    private RootKeys(Map<Integer, String> hexById) {
        this.hexById = hexById;
        this.keyById = new TreeMap<>();
        hexById.forEach((id, hex) ->
                keyById.put(id, new PublicKey(Algorithm.Ed25519, HexFormat.of().parseHex(hex))));
    }

    /**
     * @param hexById Ed25519 public keys in hexadecimal, by key id
     * @throws IllegalArgumentException when one is not a key, or there are more than 16
     */
    static RootKeys of(Map<Integer, String> hexById) {
        if (hexById.size() > MAX_KEYS) {
            throw new IllegalArgumentException("at most " + MAX_KEYS + " root public keys can be configured");
        }
        hexById.forEach(RootKeys::checkKey);
        return new RootKeys(new TreeMap<>(hexById));
    }

    /** These keys and those of another; where both have an id, the other's. */
    RootKeys and(RootKeys other) {
        Map<Integer, String> both = new TreeMap<>(hexById);
        both.putAll(other.hexById);
        return of(both);
    }

    boolean isEmpty() {
        return hexById.isEmpty();
    }

    /** The ids of the keys, in their order. */
    Collection<Integer> ids() {
        return hexById.keySet();
    }

    /** The keys that a token may be signed with: the one that it names, or all when it names none. */
    Collection<PublicKey> candidates(Optional<Integer> keyId) {
        return keyId.<Collection<PublicKey>>map(
                        id -> Optional.ofNullable(keyById.get(id)).map(List::of).orElse(List.of()))
                .orElse(keyById.values());
    }

    private static void checkKey(Integer id, String hex) {
        try {
            if (hex.length() != HEX_DIGITS) {
                throw new IllegalArgumentException();
            }
            new PublicKey(Algorithm.Ed25519, HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException notAKey) {
            throw new IllegalArgumentException(
                    "root public key " + id + " is not an Ed25519 public key in " + HEX_DIGITS + " hexadecimal digits");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RootKeys keys && hexById.equals(keys.hexById);
    }

    @Override
    public int hashCode() {
        return hexById.hashCode();
    }

    @Override
    public String toString() {
        return "root keys " + ids();
    }
}
