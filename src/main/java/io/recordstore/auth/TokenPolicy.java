package io.recordstore.auth;

import io.recordstore.fault.Denied;
import io.recordstore.fault.LimitExceeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.biscuitsec.biscuit.datalog.RunLimits;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.Authorizer;
import org.biscuitsec.biscuit.token.Policy;
import org.biscuitsec.biscuit.token.builder.Predicate;
import org.biscuitsec.biscuit.token.builder.Term;
import org.biscuitsec.biscuit.token.builder.Utils;

/**
 * Decides whether a token allows a call: one Authorizer for one decision, and no decision is ever kept.
 *
 * <p>The policies, in Datalog:
 *
 * <pre>{@code
 * allow if operation($op), within($p), right($p, $op);
 * allow if operation($op), within($p), record_type($r), right($p, $r, $op);
 * }</pre>
 */
final class TokenPolicy {
    private final TokenLimits limits;

    TokenPolicy(TokenLimits limits) {
        this.limits = limits;
    }

    /**
     * Returns when the token, which has not expired, allows the call.
     *
     * @throws Denied when it does not, or when anything goes wrong in deciding
     * @throws LimitExceeded when deciding takes more than the limits allow
     */
    void authorize(VerifiedToken token, Operation operation, Target target, Instant now) {
        if (!allows(token, operation, target, now)) {
            throw new Denied(
                    "PERMISSION_DENIED",
                    "the token does not allow this call: it needs the right \"" + operation.right()
                            + "\" on all that the call is about");
        }
    }

    /** @throws Denied when the token is of another tenant; an empty name is any */
    void requireTenant(VerifiedToken token, String tenant) {
        if (!isOf(token, tenant)) {
            throw new Denied("PERMISSION_DENIED", "the token is of another tenant");
        }
    }

    /**
     * Whether the token, which has not expired, allows the call.
     *
     * @throws LimitExceeded when deciding takes more than the limits allow
     */
    boolean allows(VerifiedToken token, Operation operation, Target target, Instant now) {
        return token.plainRights().isPresent()
                ? allowsPlainly(token, operation, target)
                : isOf(token, target.tenant()) && evaluate(token, operation, target, now);
    }

    /** Whether a token that has not expired allows the call by its plain rights alone. */
    boolean allowsPlainly(VerifiedToken token, Operation operation, Target target) {
        return isOf(token, target.tenant())
                && token.plainRights()
                        .filter(rights -> rights.allow(operation, target))
                        .isPresent();
    }

    private static boolean isOf(VerifiedToken token, String tenant) {
        return tenant.isEmpty() || tenant.equals(token.tenant().value());
    }

    /** What the Datalog engine answers. Any failure of it is a no. */
    boolean evaluate(VerifiedToken token, Operation operation, Target target, Instant now) {
        try {
            Authorizer authorizer = token.biscuit().authorizer();
            stateFacts(authorizer, operation, target, now);
            policies().forEach(authorizer::add_policy);
            authorizer.authorize(
                    new RunLimits(limits.evaluatedFacts(), limits.evaluationRounds(), limits.evaluationTime()));
            return true;
        } catch (Error.Timeout | Error.TooManyFacts | Error.TooManyIterations over) {
            throw new LimitExceeded(
                    "recordstore.tokens.limits.evaluation-time",
                    limits.evaluationTime().toMillis() + " ms",
                    "the token takes longer to evaluate than this server allows");
        } catch (Error | RuntimeException | StackOverflowError refused) {
            return false;
        }
    }

    private static void stateFacts(Authorizer authorizer, Operation operation, Target target, Instant now)
            throws Error.Language {
        state(authorizer, Vocabulary.TIME, Utils.date(Date.from(now)));
        state(authorizer, Vocabulary.OPERATION, Utils.string(operation.right()));
        for (String pattern : target.spaces().coveringPatterns()) {
            state(authorizer, Vocabulary.WITHIN, Utils.string(pattern));
        }
        Optional<String> space = target.spaces().single();
        if (space.isPresent()) {
            state(authorizer, Vocabulary.RECORD_SPACE, Utils.string(space.get()));
        }
        Optional<String> type = target.namedRecordType();
        if (type.isPresent()) {
            state(authorizer, Vocabulary.RECORD_TYPE, Utils.string(type.get()));
        }
    }

    private static void state(Authorizer authorizer, String name, Term value) throws Error.Language {
        authorizer.add_fact(Utils.fact(name, List.of(value)));
    }

    /** New for each decision: biscuit-java 4.0.1 changes a policy while it reads it. */
    private static List<Policy> policies() {
        return List.of(
                allowIf(operation(), within(), right(Utils.var("p"), Utils.var("op"))),
                allowIf(operation(), within(), recordType(), right(Utils.var("p"), Utils.var("r"), Utils.var("op"))));
    }

    private static Policy allowIf(Predicate... body) {
        return new Policy(Utils.rule("allow", new ArrayList<>(), List.of(body)), Policy.Kind.Allow);
    }

    private static Predicate operation() {
        return Utils.pred(Vocabulary.OPERATION, List.of(Utils.var("op")));
    }

    private static Predicate within() {
        return Utils.pred(Vocabulary.WITHIN, List.of(Utils.var("p")));
    }

    private static Predicate recordType() {
        return Utils.pred(Vocabulary.RECORD_TYPE, List.of(Utils.var("r")));
    }

    private static Predicate right(Term... terms) {
        return Utils.pred(Vocabulary.RIGHT, List.of(terms));
    }
}
