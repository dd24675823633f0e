package io.recordstore.auth;

import io.recordstore.fault.Denied;
import io.recordstore.fault.Fault;
import io.recordstore.fault.Unauthenticated;
import io.recordstore.telemetry.CacheMeters;
import io.recordstore.telemetry.Spans;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Decides whether a token allows a call. The edges say where the token comes from; this says what it allows.
 *
 * <p>Every error inside is a no.
 */
@ApplicationScoped
public class Access {
    private static final Logger LOG = Logger.getLogger(Access.class);

    private static final String SPAN = "authorise";

    private final RootKeyRing keys;
    private final RememberedTokens verification;
    private final TokenPolicy policy;
    private final Revocations revocations;
    private final AuditLog audit = new AuditLog();
    private final AuthExecutor executor;
    private final Clock clock;
    private final TokenMeters meters;
    private final Spans spans;

    @Inject
    Access(
            RootKeyRing keys,
            TokenConfig config,
            TokenLimits limits,
            Revocations revocations,
            Clock clock,
            TokenMeters meters,
            CacheMeters cacheMeters,
            Spans spans) {
        this.keys = keys;
        this.verification = new RememberedTokens(
                new TokenVerifier(limits, config.requireExpiry()),
                config.verifiedTokens(),
                config.verifiedTokensTime(),
                clock,
                cacheMeters);
        this.policy = new TokenPolicy(limits);
        this.revocations = revocations;
        this.executor = new AuthExecutor(limits.waiting(), limits.authorizationTime());
        this.clock = clock;
        this.meters = meters;
        meters.observe(executor.threads());
        this.spans = spans;
    }

    /**
     * Who calls, when the token allows the call. What takes longer than some microseconds is done on an authorisation
     * thread: only a token that is remembered, plain and allowed the call is answered at once, so that a flood of
     * forged tokens does not hold up the calls of good ones.
     *
     * @param credential the token that the call carries
     * @param operation what the call does
     * @param target what it is about; nothing of it needs to be valid
     * @return a failure {@link Unauthenticated}, {@link Denied}, {@link io.recordstore.fault.LimitExceeded} or
     *     {@link io.recordstore.fault.Unavailable} when it does not
     */
    public Uni<Caller> check(Credential credential, Operation operation, Target target) {
        return spans.around(SPAN, span -> decideAtOnce(credential, operation, target)
                .map(caller -> Uni.createFrom().item(caller))
                .orElseGet(() -> executor.run(() -> decide(credential, operation, target))));
    }

    /**
     * Who calls, when the token is good, whatever it allows; on an authorisation thread.
     *
     * @param tenant the tenant that the token must be of, or empty for any
     * @return a failure as of {@link #check} when it is not
     */
    public Uni<Caller> identify(Credential credential, String tenant) {
        return executor.run(() -> judge(
                credential,
                token -> {
                    policy.requireTenant(token, tenant);
                    return token.caller();
                },
                (token, answer) -> audit.refused(token, credential.call(), answer)));
    }

    /**
     * Runs what is known to take some milliseconds on an authorisation thread.
     *
     * @return a failure {@link io.recordstore.fault.Exhausted} or {@link io.recordstore.fault.LimitExceeded} when there
     *     is none, or it takes too long
     */
    <T> Uni<T> onAuthThread(Supplier<T> task) {
        return executor.run(task);
    }

    /** As {@link #check}, on this thread, which it may hold for some milliseconds. */
    Caller decide(Credential credential, Operation operation, Target target) {
        return judge(
                credential,
                token -> {
                    policy.authorize(token, operation, target, clock.instant());
                    audit.allowed(token, credential.call(), operation, target);
                    return token.caller();
                },
                (token, answer) -> audit.refused(token, credential.call(), operation, target, answer));
    }

    /** The caller, when it takes no signature, no Datalog and no line in the audit log to know it. */
    private Optional<Caller> decideAtOnce(Credential credential, Operation operation, Target target) {
        try {
            return verification
                    .recall(credential.token(), keys.current())
                    .filter(token -> !audit.concerns(token, operation))
                    .filter(token -> policy.allowsPlainly(token, operation, target))
                    .filter(token -> !revocations.mayWait(token.tenant()) && isInForce(token))
                    .map(VerifiedToken::caller);
        } catch (RuntimeException refused) {
            return Optional.empty();
        }
    }

    private boolean isInForce(VerifiedToken token) {
        return !token.hasExpired(clock.instant()) && !revocations.isRevoked(token.tenant(), token.revocationIds());
    }

    /** What the rules say of a good token. */
    private <T> T judge(
            Credential credential,
            Function<VerifiedToken, T> rules,
            BiConsumer<Optional<VerifiedToken>, Fault> whenRefused) {
        Optional<VerifiedToken> token = Optional.empty();
        try {
            token = Optional.of(verification.verify(credential.token(), keys.current()));
            requireInForce(token.get());
            return rules.apply(token.get());
        } catch (RuntimeException | StackOverflowError refusal) {
            Fault answer = answerTo(refusal);
            meters.refused(answer.reason());
            whenRefused.accept(token, answer);
            throw answer;
        }
    }

    private void requireInForce(VerifiedToken token) {
        if (token.hasExpired(clock.instant())) {
            throw new Unauthenticated("TOKEN_EXPIRED", "the token has expired");
        }
        if (revocations.isRevoked(token.tenant(), token.revocationIds())) {
            throw new Unauthenticated("TOKEN_REVOKED", "the token is revoked");
        }
    }

    private static Fault answerTo(Throwable refusal) {
        if (refusal instanceof Fault answer) {
            return answer;
        }
        LOG.errorf(
                "authorisation failed with %s and refused the call",
                refusal.getClass().getName());
        return new Denied("PERMISSION_DENIED", "the call could not be authorised");
    }

    @PreDestroy
    void close() {
        executor.close();
    }
}
