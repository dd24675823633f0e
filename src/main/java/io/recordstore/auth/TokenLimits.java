package io.recordstore.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * What a token may ask of the server, checked before any of its Datalog runs: {@code recordstore.tokens.limits}.
 *
 * <p>The engine that evaluates Datalog looks at its clock only when it produces a fact, so a token of a few hundred
 * bytes that joins without result can hold a thread for seconds. The shape of a token is what bounds the work.
 */
@ConfigMapping(prefix = "recordstore.tokens.limits")
public interface TokenLimits {
    /** Bytes of a token before base64. With base64 it still fits the 8 KiB that HTTP/2 allows for a call's headers. */
    @WithDefault("4096")
    @Min(1)
    int bytes();

    /** Blocks, the authority block among them: each costs one signature to verify, about 0.3 ms. */
    @WithDefault("8")
    @Min(1)
    int blocks();

    /** Strings in a token's symbol tables: each is compared with those before it. */
    @WithDefault("256")
    @Min(0)
    int symbols();

    /** Characters of one string: a RecordSpace's id has at most 255. */
    @WithDefault("255")
    @Min(0)
    int symbolLength();

    /** Facts in a token: each is looked at once for every step of a join. */
    @WithDefault("128")
    @Min(0)
    int facts();

    /** Rules in a token: none of the vocabulary needs one, and they multiply facts. */
    @WithDefault("4")
    @Min(0)
    int rules();

    /** Checks in a token. */
    @WithDefault("32")
    @Min(0)
    int checks();

    /** Alternatives ({@code or}) in one check. */
    @WithDefault("8")
    @Min(0)
    int queries();

    /** Predicates joined in one rule, or one alternative of a check: the exponent of the work. */
    @WithDefault("4")
    @Min(0)
    int predicates();

    /** Terms of one predicate: {@code right} has three. */
    @WithDefault("4")
    @Min(0)
    int terms();

    /** Elements of one set. */
    @WithDefault("64")
    @Min(0)
    int setSize();

    /** Expressions in one rule, or one alternative of a check. */
    @WithDefault("8")
    @Min(0)
    int expressions();

    /** Operations in one expression. */
    @WithDefault("32")
    @Min(0)
    int operations();

    /** Regular expressions in a token: nested repetitions make a large automaton, and {@code within} needs none. */
    @WithDefault("0")
    @Min(0)
    int regexes();

    /**
     * Facts that a token's joins look at and operations of its expressions, summed over the token: computed from the
     * number of facts of each name. Some 50 ns each.
     */
    @WithDefault("65536")
    @Min(0)
    int steps();

    /**
     * Whether blocks after the first may hold facts and rules: they reach no right, only the checks of their own
     * block, so attenuating needs none.
     */
    @WithDefault("false")
    boolean factsInLaterBlocks();

    /** Whether blocks signed by a third party are taken: nothing in the vocabulary uses them. */
    @WithDefault("false")
    boolean thirdPartyBlocks();

    /** Facts in the evaluation, given and derived. */
    @WithDefault("1000")
    @Min(1)
    int evaluatedFacts();

    /** Rounds of rules: rules do not build on each other, so two come to rest. */
    @WithDefault("4")
    @Min(1)
    int evaluationRounds();

    /**
     * The time by the clock that the Datalog engine itself allows. The shape of a token bounds the work to some milliseconds;
     * this is far more, because a cold engine, a pause for garbage or a busy machine would have it refuse a valid token.
     */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration evaluationTime();

    /** The time after which a caller is told that authorisation took too long, with the wait for a thread. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    Duration authorizationTime();

    /** Authorisations that wait for a thread: more are refused, for they would wait longer than callers do. */
    @WithDefault("2048")
    @Min(1)
    int waiting();
}
