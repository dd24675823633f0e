package io.recordstore.auth;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.RecordSpaceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a call is about, as its sender wrote it: none of it is validated yet.
 *
 * @param tenant the tenant, or empty for the token's own
 * @param spaces which RecordSpaces
 * @param recordType the record type, or empty for a call that is not about one
 */
public record Target(String tenant, Spaces spaces, String recordType) {
    /** The record type, when the call is about one and it is no longer than a name can be. */
    Optional<String> namedRecordType() {
        return Optional.of(recordType).filter(name -> !name.isEmpty() && name.length() <= MAX_NAME_LENGTH);
    }

    /** This target, or where it names no RecordSpace, the same about other RecordSpaces. */
    Target orElseAbout(Spaces others) {
        boolean namesNone = spaces instanceof One one && one.name().isEmpty();
        return namesNone ? new Target(tenant, others, recordType) : this;
    }

    /** Which RecordSpaces of the tenant a call touches. */
    public sealed interface Spaces {
        /**
         * The patterns of rights that cover all of these RecordSpaces; at most five, because a name has at most four
         * segments.
         */
        List<String> coveringPatterns();

        /** The one RecordSpace, when it is one and its name is within the grammar. */
        default Optional<String> single() {
            return Optional.empty();
        }
    }

    /** One RecordSpace by its id. A name outside the grammar is covered by the pattern of all names only. */
    public record One(String name) implements Spaces {
        @Override
        public List<String> coveringPatterns() {
            if (single().isEmpty()) {
                return List.of(EVERY_SPACE);
            }
            List<String> patterns = enclosingPatterns(name);
            patterns.add(name);
            return patterns;
        }

        @Override
        public Optional<String> single() {
            try {
                return Optional.of(new RecordSpaceName(name).value());
            } catch (InvalidRequest outsideTheGrammar) {
                return Optional.empty();
            }
        }
    }

    /** Every RecordSpace whose id starts with a prefix, whether there are any or not. */
    public record StartingWith(String prefix) implements Spaces {
        @Override
        public List<String> coveringPatterns() {
            return prefix.length() > MAX_NAME_LENGTH ? List.of(EVERY_SPACE) : enclosingPatterns(prefix);
        }
    }

    /** The tenant as a whole. */
    public record WholeTenant() implements Spaces {
        @Override
        public List<String> coveringPatterns() {
            return List.of(EVERY_SPACE);
        }
    }

    /** The pattern that covers every RecordSpace of a tenant. */
    static final String EVERY_SPACE = "*";

    /** Four segments of 63 characters and the slashes between them. */
    private static final int MAX_NAME_LENGTH = 4 * 63 + 3;

    /** A name's slashes are at most three; a prefix may end with one more. */
    private static final int MAX_SLASHES = 4;

    private static List<String> enclosingPatterns(String start) {
        List<String> patterns = new ArrayList<>();
        patterns.add(EVERY_SPACE);
        int slash = start.indexOf('/');
        for (int count = 0; slash >= 0 && count < MAX_SLASHES; count++) {
            patterns.add(start.substring(0, slash + 1) + EVERY_SPACE);
            slash = start.indexOf('/', slash + 1);
        }
        return patterns;
    }
}
