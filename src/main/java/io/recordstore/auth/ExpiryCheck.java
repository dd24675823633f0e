package io.recordstore.auth;

import biscuit.format.schema.Schema;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Recognises {@code check if time($t), $t <= 2026-12-31T00:00:00Z}, with any variable, and also with {@code <}: the
 * form in which every Biscuit tool states an expiry. Anything else is a check like others, and no expiry.
 */
final class ExpiryCheck {
    private static final int OPERATIONS = 3;

    private ExpiryCheck() {}

    /** The last second at which the check holds, or empty when it is not of this form. */
    static Optional<Instant> expiry(Schema.CheckV2 check, TokenSymbols symbols) {
        if (check.getQueriesCount() != 1 || check.getKind() != Schema.CheckV2.Kind.One) {
            return Optional.empty();
        }
        Schema.RuleV2 query = check.getQueries(0);
        if (query.getBodyCount() != 1 || query.getExpressionsCount() != 1 || query.getScopeCount() != 0) {
            return Optional.empty();
        }
        return timeVariable(query.getBody(0), symbols)
                .flatMap(variable -> lastSecond(query.getExpressions(0).getOpsList(), variable));
    }

    private static Optional<Integer> timeVariable(Schema.PredicateV2 predicate, TokenSymbols symbols) {
        boolean isTime = symbols.get(predicate.getName()).equals(Vocabulary.TIME)
                && predicate.getTermsCount() == 1
                && predicate.getTerms(0).hasVariable();
        return isTime ? Optional.of(predicate.getTerms(0).getVariable()) : Optional.empty();
    }

    private static Optional<Instant> lastSecond(List<Schema.Op> ops, int variable) {
        boolean isComparison = ops.size() == OPERATIONS
                && ops.get(0).getValue().hasVariable()
                && ops.get(0).getValue().getVariable() == variable
                && ops.get(1).getValue().hasDate()
                && ops.get(2).hasBinary();
        if (!isComparison) {
            return Optional.empty();
        }
        long date = ops.get(1).getValue().getDate();
        return switch (ops.get(2).getBinary().getKind()) {
            case LessOrEqual -> instant(date);
            case LessThan -> instant(date - 1);
            default -> Optional.empty();
        };
    }

    private static Optional<Instant> instant(long epochSecond) {
        try {
            return Optional.of(Instant.ofEpochSecond(epochSecond));
        } catch (DateTimeException beyondTime) {
            return Optional.empty();
        }
    }
}
