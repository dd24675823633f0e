package io.recordstore.graphql.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.limits.GraphqlConfig;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Documents that clients name by their SHA-256, as Apollo's automatic persisted queries do: a client that names one which is
 * not known is told so, sends it with its hash, and names it from then on. What a document may do is not remembered with it.
 */
@Singleton
class PersistedQueries {
    private final Cache<String, String> documents;
    private final int maxCharacters;

    PersistedQueries(GraphqlConfig config) {
        this.documents = Caffeine.newBuilder()
                .maximumWeight(config.persistedQueries().characters())
                .weigher((String hash, String document) -> hash.length() + document.length())
                .build();
        this.maxCharacters = config.limits().characters();
    }

    /**
     * The document that a request asks for, which is known from then on where the request gives its hash; empty when the
     * request only names one that is not known.
     *
     * @throws InvalidRequest when the document is not the one that is named
     */
    Optional<String> documentOf(ReceivedRequest request) {
        if (request.query().isEmpty()) {
            return request.hash().map(documents::getIfPresent);
        }
        request.hash().ifPresent(hash -> remember(hash, request.query().get()));
        return request.query();
    }

    private void remember(String hash, String document) {
        if (document.length() > maxCharacters) {
            return;
        }
        if (!hash.equals(sha256(document))) {
            throw new InvalidRequest(
                    "extensions.persistedQuery.sha256Hash",
                    "it is not the SHA-256 of the document, in lower-case hexadecimal");
        }
        documents.put(hash, document);
    }

    private static String sha256(String document) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
