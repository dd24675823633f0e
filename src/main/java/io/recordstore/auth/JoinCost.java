package io.recordstore.auth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An upper bound on the work of a token's rules and checks, from the number of facts of each name alone.
 *
 * <p>The engine joins by nested loops: for each combination of facts that fits the predicates so far, it looks at every
 * fact there is. One step is one fact looked at, or one operation of an expression: some 50 ns.
 */
final class JoinCost {
    private final Map<String, Long> factsByName = new HashMap<>(Vocabulary.SERVER_FACT_COUNTS);
    private long facts = Vocabulary.SERVER_FACT_COUNTS.values().stream()
            .mapToLong(Long::longValue)
            .sum();
    private long steps;

    void addFact(String name) {
        add(name, 1);
    }

    void addRule(String head, List<String> body, int operations) {
        add(head, addQuery(body, operations));
    }

    /** Adds a join's work and returns how many combinations of facts it can find. */
    long addQuery(List<String> body, int operations) {
        long combinations = 1;
        for (String name : body) {
            steps = bounded(steps + bounded(combinations * facts));
            combinations = bounded(combinations * factsByName.getOrDefault(name, 0L));
        }
        steps = bounded(steps + bounded(combinations * operations));
        return combinations;
    }

    long steps() {
        return steps;
    }

    private void add(String name, long count) {
        factsByName.merge(name, count, Long::sum);
        facts = bounded(facts + count);
    }

    /** Keeps the product of two bounded values within a long. */
    private static long bounded(long value) {
        return Math.min(value, 1_000_000_000L);
    }
}
