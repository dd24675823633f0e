package io.recordstore.graphql.typed.naming;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Names that are to be told apart. Who comes first has the name as it is, and who comes later one with {@code _} after it. */
public final class TakenNames {
    private final Set<String> taken = new HashSet<>();

    /** @param reserved that nobody may have */
    public TakenNames(Collection<String> reserved) {
        taken.addAll(reserved);
    }

    public TakenNames() {
        this(Set.of());
    }

    /** The name, or where it is taken, the name with as many {@code _} as it takes. */
    public String take(String name) {
        String free = name;
        while (!taken.add(free)) {
            free += "_";
        }
        return free;
    }

    /** Takes the name where it is free. */
    boolean takeExactly(String name) {
        return taken.add(name);
    }
}
