package io.recordstore.auth;

import java.util.List;
import java.util.Set;

/**
 * The rights of a token that says nothing but facts and its expiry, decided without the Datalog engine.
 *
 * <p>It answers what the policies of {@link TokenPolicy} answer for such a token; {@code PlainRightsTest} holds the two
 * against each other. Most tokens are of this kind, and the engine needs far longer for them.
 *
 * @param rights the terms of each {@code right} fact whose terms are all strings; no other can match
 */
record PlainRights(Set<List<String>> rights) {
    PlainRights(List<List<String>> rights) {
        this(Set.copyOf(rights));
    }

    boolean allow(Operation operation, Target target) {
        return target.spaces().coveringPatterns().stream()
                .anyMatch(pattern -> rights.contains(List.of(pattern, operation.right()))
                        || target.namedRecordType()
                                .filter(type -> rights.contains(List.of(pattern, type, operation.right())))
                                .isPresent());
    }
}
