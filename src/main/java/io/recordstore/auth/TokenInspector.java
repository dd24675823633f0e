package io.recordstore.auth;

import io.recordstore.fault.Denied;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.Unauthenticated;
import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.biscuitsec.biscuit.error.Error;

/** Tells what tokens say and allow. Nothing of it is remembered. */
@ApplicationScoped
public class TokenInspector {
    private static final String TOKEN = "token";

    private final Access access;
    private final RootKeyRing keys;
    private final TokenVerifier verifier;
    private final TokenPolicy policy;
    private final Revocations revocations;
    private final Clock clock;

    @Inject
    TokenInspector(
            Access access,
            RootKeyRing keys,
            TokenConfig config,
            TokenLimits limits,
            Revocations revocations,
            Clock clock) {
        this.access = access;
        this.keys = keys;
        this.verifier = new TokenVerifier(limits, config.requireExpiry());
        this.policy = new TokenPolicy(limits);
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * The token of a call.
     *
     * @param credential what the call carries; its token is known to be good
     * @param target where it is to be used
     */
    public Uni<Inspection> own(Credential credential, Target target) {
        String token = credential.token();
        return access.onAuthThread(() -> inspect(token, target));
    }

    /**
     * Another token of a tenant, when the caller may administer all of that tenant.
     *
     * @param administrator what the call carries
     * @return fails with {@link Denied} when the caller may not; otherwise as {@link #given}
     */
    public Uni<Inspection> givenByAdministrator(
            Credential administrator, String token, TenantName tenant, Target target) {
        Target all = new Target(tenant.value(), new Target.WholeTenant(), "");
        return access.check(administrator, Operation.ADMIN, all).chain(caller -> given(token, tenant, target));
    }

    /**
     * A token of a tenant, for a caller who is known to administer it.
     *
     * @param target where it is to be used
     * @return fails with {@link Denied} when the token is of another tenant, and with {@link InvalidRequest} on {@code
     *     token} when it is none that this server could take
     */
    public Uni<Inspection> given(String token, TenantName tenant, Target target) {
        return access.onAuthThread(() -> inspectGiven(token, tenant, target));
    }

    private Inspection inspectGiven(String token, TenantName tenant, Target target) {
        Inspection inspection;
        try {
            inspection = inspect(token.strip(), target);
        } catch (Unauthenticated | LimitExceeded refused) {
            throw new InvalidRequest(TOKEN, refused.getMessage());
        }
        if (!inspection.tenant().equals(tenant)) {
            throw new Denied("PERMISSION_DENIED", "the token given is of another tenant");
        }
        return inspection;
    }

    private Inspection inspect(String text, Target target) {
        SignedToken signed = verifier.verifySigned(text, keys.current());
        VerifiedToken token = verifier.read(signed);
        Instant now = clock.instant();
        Inspection.State state = state(token, now);
        return new Inspection(
                token.tenant(),
                signed.keyId(),
                token.expiry(),
                TokenReader.rights(signed).stream()
                        .flatMap(terms -> right(terms).stream())
                        .toList(),
                token.breakGlass(),
                blocks(signed, token.revocationIds()),
                state,
                state == Inspection.State.ACTIVE ? allowed(token, target, now) : Set.of());
    }

    /** A right, when the terms of the fact are those of one. */
    private static Optional<Inspection.Right> right(List<String> terms) {
        return switch (terms.size()) {
            case 2 -> Optional.of(new Inspection.Right(terms.get(0), Optional.empty(), terms.get(1)));
            case 3 -> Optional.of(new Inspection.Right(terms.get(0), Optional.of(terms.get(1)), terms.get(2)));
            default -> Optional.empty();
        };
    }

    private static List<Inspection.Block> blocks(SignedToken token, List<String> revocationIds) {
        TokenText text = new TokenText(token.blocks());
        List<Inspection.Block> blocks = new ArrayList<>();
        try {
            for (int i = 0; i < revocationIds.size(); i++) {
                blocks.add(new Inspection.Block(
                        revocationIds.get(i), text.checks(token.blocks().get(i))));
            }
        } catch (Error.FormatError notDatalog) {
            throw MalformedToken.because("one of its checks cannot be read");
        }
        return blocks;
    }

    private Inspection.State state(VerifiedToken token, Instant now) {
        if (revocations.isRevoked(token.tenant(), token.revocationIds())) {
            return Inspection.State.REVOKED;
        }
        return token.hasExpired(now) ? Inspection.State.EXPIRED : Inspection.State.ACTIVE;
    }

    private Set<Operation> allowed(VerifiedToken token, Target target, Instant now) {
        return Stream.of(Operation.values())
                .filter(operation -> policy.allows(token, operation, target, now))
                .collect(Collectors.toSet());
    }
}
