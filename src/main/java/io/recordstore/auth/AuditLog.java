package io.recordstore.auth;

import io.recordstore.fault.Fault;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.TenantName;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * One line for each call that is refused, for each administrative one and for each made with an emergency token, to
 * the logger {@code recordstore.audit}, before the call does anything.
 *
 * <p>A line names the token by its first revocation id, never the token itself. What a caller wrote is in it only where
 * it is a legal name; anything else is {@code ?}, so that nobody writes lines of their own.
 */
final class AuditLog {
    private static final Logger LOG = Logger.getLogger("recordstore.audit");
    private static final Pattern RECORD_TYPE = Pattern.compile("[A-Za-z0-9_.]{1,255}");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9._/-]{0,255}");
    private static final String NOTHING = "-";
    private static final String ILLEGAL = "?";

    /** Whether a call leaves a line also when it is allowed. */
    boolean concerns(VerifiedToken token, Operation operation) {
        return operation.isAdministrative() || token.breakGlass().isPresent();
    }

    /** Writes a line when the call is one that leaves one. */
    void allowed(VerifiedToken token, String call, Operation operation, Target target) {
        if (concerns(token, operation)) {
            LOG.info(line("allowed", Optional.of(token), call, operation.right(), target));
        }
    }

    /** Writes a line about a refusal. The token is there when it is a genuine one. */
    void refused(Optional<VerifiedToken> token, String call, Operation operation, Target target, Fault answer) {
        LOG.info(line("refused", token, call, operation.right(), target) + " reason=" + answer.reason());
    }

    /** Writes a line about a token that was refused whatever it was for. */
    void refused(Optional<VerifiedToken> token, String call, Fault answer) {
        LOG.info("refused " + who(token) + " call=" + call + " reason=" + answer.reason());
    }

    private static String line(
            String outcome, Optional<VerifiedToken> token, String call, String operation, Target target) {
        return outcome + " " + who(token) + " call=" + call + " operation=" + operation + " of="
                + tenant(target.tenant()) + " space=" + space(target.spaces()) + " type="
                + legal(RECORD_TYPE, target.recordType());
    }

    private static String who(Optional<VerifiedToken> token) {
        return token.map(known -> "token=" + known.caller().revocationId() + " tenant=" + known.tenant()
                        + known.breakGlass().map(AuditLog::breakGlass).orElse(""))
                .orElse("token=- tenant=-");
    }

    private static String breakGlass(String why) {
        return " break_glass=\"" + why.replaceAll("[^ !#-\\[\\]-~]", ILLEGAL) + "\"";
    }

    private static String tenant(String name) {
        if (name.isEmpty()) {
            return NOTHING;
        }
        try {
            return new TenantName(name).value();
        } catch (InvalidRequest outsideTheGrammar) {
            return ILLEGAL;
        }
    }

    private static String space(Target.Spaces spaces) {
        if (spaces instanceof Target.One one) {
            return one.name().isEmpty() ? NOTHING : one.single().orElse(ILLEGAL);
        }
        if (spaces instanceof Target.StartingWith start) {
            return PREFIX.matcher(start.prefix()).matches() ? start.prefix() + "*" : ILLEGAL;
        }
        return NOTHING;
    }

    private static String legal(Pattern grammar, String name) {
        if (name.isEmpty()) {
            return NOTHING;
        }
        return grammar.matcher(name).matches() ? name : ILLEGAL;
    }
}
