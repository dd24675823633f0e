package io.recordstore.auth;

import io.recordstore.telemetry.CacheMeters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which tokens were found good, by the SHA-256 of their text: checking signatures is most of what a token
 * costs. What a token allows, whether it has expired and whether it is revoked are never remembered.
 *
 * <p>Only good tokens are kept, so that nobody without one can push others out. The least recently used goes first;
 * each goes after a time; all go when the root keys change. One lock guards the map and is held for a look-up only.
 */
final class RememberedTokens implements TokenVerification {
    private final TokenVerification verification;
    private final Duration time;
    private final Clock clock;
    private final CacheMeters meters;
    private final Map<ByteBuffer, Remembered> tokens;

    private record Remembered(VerifiedToken token, RootKeys keys, Instant until) {}

    /**
     * @param capacity how many tokens at most
     * @param time how long each
     */
    RememberedTokens(TokenVerification verification, int capacity, Duration time, Clock clock, CacheMeters meters) {
        this.verification = verification;
        this.time = time;
        this.clock = clock;
        this.meters = meters;
        this.tokens = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Remembered> eldest) {
                return size() > capacity;
            }
        };
    }

    @Override
    public VerifiedToken verify(String text, RootKeys keys) {
        ByteBuffer hash = hash(text);
        return recall(hash, keys).orElseGet(() -> {
            meters.looked(CacheMeters.Cache.TOKENS, false);
            VerifiedToken token = verification.verify(text, keys);
            remember(hash, new Remembered(token, keys, clock.instant().plus(time)));
            return token;
        });
    }

    /** The token, when it is remembered as good under these keys; takes some microseconds. */
    Optional<VerifiedToken> recall(String text, RootKeys keys) {
        Optional<VerifiedToken> known = recall(hash(text), keys);
        known.ifPresent(token -> meters.looked(CacheMeters.Cache.TOKENS, true));
        return known;
    }

    private Optional<VerifiedToken> recall(ByteBuffer hash, RootKeys keys) {
        return Optional.ofNullable(lookUp(hash))
                .filter(known -> known.keys() == keys && clock.instant().isBefore(known.until()))
                .map(Remembered::token);
    }

    int size() {
        synchronized (tokens) {
            return tokens.size();
        }
    }

    private Remembered lookUp(ByteBuffer hash) {
        synchronized (tokens) {
            return tokens.get(hash);
        }
    }

    private void remember(ByteBuffer hash, Remembered token) {
        synchronized (tokens) {
            tokens.put(hash, token);
        }
    }

    private static ByteBuffer hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
