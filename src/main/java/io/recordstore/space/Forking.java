package io.recordstore.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * What part a RecordSpace has in copies that are under way.
 *
 * @param operation while it is being made as a copy of another one, the number of that operation; 0 otherwise
 * @param targets the incarnations that are being made as copies of it: what changes meanwhile is noted for each
 */
public record Forking(long operation, List<Long> targets) {
    /** It has none. */
    public static final Forking NONE = new Forking(0, List.of());

    public Forking {
        targets = List.copyOf(targets);
    }

    /** Being made by an operation. */
    public static Forking by(long operation) {
        return new Forking(operation, List.of());
    }

    /** Whether it is not ready for calls yet. */
    public boolean isBeingMade() {
        return operation != 0;
    }

    /** The same, being copied once more. */
    Forking plus(long target) {
        return new Forking(
                operation, Stream.concat(targets.stream(), Stream.of(target)).toList());
    }

    /** The same, when a copy is through or given up. */
    Forking minus(long target) {
        return new Forking(
                operation, targets.stream().filter(other -> other != target).toList());
    }
}
