package io.recordstore.auth;

import io.recordstore.name.TenantName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a genuine token says of itself, and what it allows in one place.
 *
 * @param tenant whose it is
 * @param keyId the id of the root key that it names, or empty when it names none
 * @param expiry its last second, or empty when it never ends
 * @param rights what it may do before its checks narrow it; what no call matches is left out
 * @param breakGlass the reason that an emergency token states
 * @param blocks the block signed with the root key, then those that narrow it
 * @param state whether this server takes it
 * @param operations what it allows on the target that was asked about; nothing when it is not taken
 */
public record Inspection(
        TenantName tenant,
        Optional<Integer> keyId,
        Optional<Instant> expiry,
        List<Right> rights,
        Optional<String> breakGlass,
        List<Block> blocks,
        State state,
        Set<Operation> operations) {

    /** Whether a server takes a token. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    /**
     * @param spaces a RecordSpace's id, {@code prefix/*} or {@code *}
     * @param recordType on records of this type alone, or empty for all
     * @param operation the operation's name
     */
    public record Right(String spaces, Optional<String> recordType, String operation) {}

    /**
     * @param revocationId names the block, and revoking it ends every token that has it; lower-case hexadecimal
     * @param checks what must hold for each call, in Datalog; strings are escaped
     */
    public record Block(String revocationId, List<String> checks) {
        public Block {
            checks = List.copyOf(checks);
        }
    }

    public Inspection {
        rights = List.copyOf(rights);
        blocks = List.copyOf(blocks);
        operations = Set.copyOf(operations);
    }

    /** The id whose revocation ends this token and those narrowed from it, and not the one it was narrowed from. */
    public String ownRevocationId() {
        return blocks.get(blocks.size() - 1).revocationId();
    }
}
