package io.recordstore.graphql.limits;

import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.Value;
import graphql.language.VariableReference;
import io.recordstore.fault.InvalidRequest;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a document costs, without its schema: each fragment is measured once, however often it is spread, so that this
 * takes time linear in the document.
 */
final class DocumentCost {
    private static final Set<String> PAGES = Set.of("edges", "nodes", "groups");
    private static final Set<String> PAGE_SIZES = Set.of("first", "last");
    private static final Set<String> INTROSPECTION = Set.of("__schema", "__type");

    /** What a connection returns where a document does not say. */
    private static final long DEFAULT_PAGE = 20;

    /** More than any limit, and far from overflow. */
    private static final long CEILING = 1L << 40;

    private static final BigInteger LARGEST_PAGE = BigInteger.valueOf(1L << 20);

    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Cost> measured = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private DocumentCost(Document document, Map<String, Object> variables) {
        document.getDefinitionsOfType(OperationDefinition.class).forEach(operation -> operation
                .getVariableDefinitions()
                .forEach(variable -> this.variables.put(variable.getName(), variable.getDefaultValue())));
        this.variables.putAll(variables);
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.putIfAbsent(fragment.getName(), fragment));
    }

    /**
     * @param depth fields inside one another
     * @param nodes fields
     * @param aliases fields with an alias
     * @param complexity fields of the answer at most
     * @param introspects whether it asks for the schema itself
     */
    record Cost(int depth, long nodes, long aliases, long complexity, boolean introspects) {
        private static final Cost NOTHING = new Cost(0, 0, 0, 0, false);

        private Cost and(Cost other) {
            return new Cost(
                    Math.max(depth, other.depth),
                    bounded(nodes + other.nodes),
                    bounded(aliases + other.aliases),
                    bounded(complexity + other.complexity),
                    introspects || other.introspects);
        }

        private static long bounded(long count) {
            return Math.min(CEILING, count);
        }
    }

    /**
     * All operations and fragments of a document together: those that are not executed are still validated.
     *
     * @throws InvalidRequest when a fragment spreads itself
     */
    static Cost of(Document document, Map<String, Object> variables) {
        DocumentCost cost = new DocumentCost(document, variables);
        Cost total = Cost.NOTHING;
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            total = total.and(cost.of(operation.getSelectionSet()));
        }
        for (String unused : cost.fragments.keySet()) {
            if (!cost.measured.containsKey(unused)) {
                total = total.and(cost.ofFragment(unused));
            }
        }
        return total;
    }

    private Cost of(SelectionSet selections) {
        Cost total = Cost.NOTHING;
        if (selections != null) {
            for (Selection<?> selection : selections.getSelections()) {
                total = total.and(of(selection));
            }
        }
        return total;
    }

    private Cost of(Selection<?> selection) {
        if (selection instanceof Field field) {
            return ofField(field);
        } else if (selection instanceof InlineFragment inline) {
            return of(inline.getSelectionSet());
        }
        return ofFragment(((FragmentSpread) selection).getName());
    }

    private Cost ofField(Field field) {
        Cost below = of(field.getSelectionSet());
        return new Cost(
                below.depth + 1,
                Cost.bounded(below.nodes + 1),
                below.aliases + (field.getAlias() == null ? 0 : 1),
                Cost.bounded(below.complexity * pageSize(field) + 1),
                below.introspects || INTROSPECTION.contains(field.getName()));
    }

    private Cost ofFragment(String name) {
        Cost known = measured.get(name);
        FragmentDefinition fragment = fragments.get(name);
        if (known != null || fragment == null) {
            return known == null ? Cost.NOTHING : known;
        }
        if (!open.add(name)) {
            throw new InvalidRequest("query", "the fragment " + name + " spreads itself");
        }
        Cost cost = of(fragment.getSelectionSet());
        open.remove(name);
        measured.put(name, cost);
        return cost;
    }

    /** How often what is below a field is answered. */
    private long pageSize(Field field) {
        for (Argument argument : field.getArguments()) {
            if (PAGE_SIZES.contains(argument.getName())) {
                return number(argument.getValue());
            }
        }
        return isConnection(field) ? DEFAULT_PAGE : 1;
    }

    private static boolean isConnection(Field field) {
        return field.getSelectionSet() != null
                && field.getSelectionSet().getSelections().stream()
                        .anyMatch(selection -> selection instanceof Field below && PAGES.contains(below.getName()));
    }

    private long number(Value<?> value) {
        Object given = value instanceof VariableReference reference ? variables.get(reference.getName()) : value;
        long size = DEFAULT_PAGE;
        if (given instanceof IntValue literal) {
            size = literal.getValue().min(LARGEST_PAGE).longValue();
        } else if (given instanceof Number number) {
            size = Math.min(LARGEST_PAGE.longValue(), number.longValue());
        }
        return Math.max(1, size);
    }
}
