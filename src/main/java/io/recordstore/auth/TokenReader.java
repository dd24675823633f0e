package io.recordstore.auth;

import biscuit.format.schema.Schema;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.Unauthenticated;
import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.biscuitsec.biscuit.token.RevocationIdentifier;

/** Reads what a well-shaped token says of itself: its tenant, its expiry, its rights. */
final class TokenReader {
    private final List<Schema.Block> blocks;
    private final TokenSymbols symbols;

    private TokenReader(List<Schema.Block> blocks, TokenSymbols symbols) {
        this.blocks = blocks;
        this.symbols = symbols;
    }

    /** @throws Unauthenticated when the token names no tenant, several, or lacks an expiry that is required */
    static VerifiedToken read(SignedToken token, boolean requireExpiry) {
        TokenReader reader = new TokenReader(token.blocks(), token.symbols());
        Optional<Instant> expiry = reader.expiry();
        if (requireExpiry && expiry.isEmpty()) {
            throw new Unauthenticated(
                    "TOKEN_WITHOUT_EXPIRY",
                    "the token never expires: attenuate it with check if time($t), $t <= 2030-01-01T00:00:00Z");
        }
        List<String> revocationIds = token.biscuit().revocation_identifiers().stream()
                .map(RevocationIdentifier::toHex)
                .toList();
        return new VerifiedToken(
                token.biscuit(), reader.tenant(), expiry, revocationIds, reader.breakGlass(), reader.plainRights());
    }

    /** The terms of each {@code right} fact whose terms are all strings. */
    static List<List<String>> rights(SignedToken token) {
        return new TokenReader(token.blocks(), token.symbols()).authorityFacts(Vocabulary.RIGHT);
    }

    private TenantName tenant() {
        List<List<String>> tenants = authorityFacts(Vocabulary.TENANT);
        if (tenants.size() != 1 || tenants.get(0).size() != 1) {
            throw new Unauthenticated(
                    "TOKEN_WITHOUT_TENANT", "the token's first block must name one tenant, such as tenant(\"acme\")");
        }
        try {
            return new TenantName(tenants.get(0).get(0));
        } catch (InvalidRequest outsideTheGrammar) {
            throw MalformedToken.because("its tenant is not a tenant's name");
        }
    }

    private Optional<String> breakGlass() {
        return authorityFacts(Vocabulary.BREAK_GLASS).stream()
                .map(terms -> String.join(" ", terms))
                .findFirst();
    }

    /** The earliest end that any check of any block sets. */
    private Optional<Instant> expiry() {
        return blocks.stream()
                .flatMap(block -> block.getChecksV2List().stream())
                .flatMap(check -> ExpiryCheck.expiry(check, symbols).stream())
                .min(Instant::compareTo);
    }

    private Optional<PlainRights> plainRights() {
        Schema.Block authority = blocks.get(0);
        boolean onlyExpiryChecks = authority.getChecksV2List().stream()
                .allMatch(check -> ExpiryCheck.expiry(check, symbols).isPresent());
        if (blocks.size() > 1 || authority.getRulesV2Count() > 0 || !onlyExpiryChecks) {
            return Optional.empty();
        }
        return Optional.of(new PlainRights(authorityFacts(Vocabulary.RIGHT)));
    }

    /** The terms of the authority block's facts of one name, where all terms are strings. */
    private List<List<String>> authorityFacts(String name) {
        return blocks.get(0).getFactsV2List().stream()
                .map(Schema.FactV2::getPredicate)
                .filter(predicate -> symbols.get(predicate.getName()).equals(name))
                .filter(predicate -> predicate.getTermsList().stream().allMatch(Schema.TermV2::hasString))
                .map(predicate -> predicate.getTermsList().stream()
                        .map(term -> symbols.get(term.getString()))
                        .toList())
                .toList();
    }
}
