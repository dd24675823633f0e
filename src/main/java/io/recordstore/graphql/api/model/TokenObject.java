package io.recordstore.graphql.api.model;

import io.recordstore.auth.Inspection;
import io.recordstore.auth.Operation;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A token. */
@Type("Token")
@Description("What a token says of itself, and what it allows in one place.")
public record TokenObject(
        @NonNull @Description("The tenant that it is for.") String tenant,
        @Description("The id of the root key that it names; null when it names none.") Integer keyId,
        @Description("Its last second; null when it never ends.") Instant expireTime,
        @NonNull @Description("What it may do before its checks narrow it.") List<@NonNull RightObject> rights,
        @Description("The reason that an emergency token states.") String breakGlass,
        @NonNull @Description("The block signed with the root key, then those that narrow it.")
                List<@NonNull BlockObject> blocks,
        @NonNull @Description("Whether this server takes it.") TokenStateEnum state,
        @NonNull @Description("What it allows where it was asked about: read, write, delete, schema, admin, watch.")
                List<@NonNull String> allowedOperations) {

    public static TokenObject of(Inspection token) {
        return new TokenObject(
                token.tenant().value(),
                token.keyId().orElse(null),
                token.expiry().orElse(null),
                token.rights().stream()
                        .map(right -> new RightObject(
                                right.spaces(), right.recordType().orElse(null), right.operation()))
                        .toList(),
                token.breakGlass().orElse(null),
                token.blocks().stream()
                        .map(block -> new BlockObject(block.revocationId(), block.checks()))
                        .toList(),
                TokenStateEnum.valueOf(token.state().name()),
                token.operations().stream().sorted().map(Operation::right).toList());
    }

    /** A right. */
    @Type("TokenRight")
    @Description("A right in a token.")
    public record RightObject(
            @NonNull @Description("A RecordSpace's id, prefix/* or *.") String recordSpaces,
            @Description("On records of this type alone; null for all.") String recordType,
            @NonNull @Description("The operation's name.") String operation) {}

    /** A block. */
    @Type("TokenBlock")
    @Description("A block of a token.")
    public record BlockObject(
            @NonNull @Description("Names the block; revoking it ends every token that has it.") String revocationId,
            @NonNull @Description("What must hold for each call, in Datalog.") List<@NonNull String> checks) {}
}
