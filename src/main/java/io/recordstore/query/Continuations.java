package io.recordstore.query;

import io.recordstore.crypto.RecordCipher;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.OpenRecordSpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Where a query goes on, as a client holds it: the Record Layer's continuation sealed with the RecordSpace's data keys,
 * for this query and this schema version alone. A client can neither read nor alter it, and any server can open it.
 */
final class Continuations {
    private static final byte[] PURPOSE = "continuation".getBytes(StandardCharsets.US_ASCII);

    private final RecordCipher cipher;
    private final byte[] associatedData;

    /** @param query what is the same whenever it goes on */
    Continuations(OpenRecordSpace space, QuerySpec query) {
        this(space, QueryFingerprint.of(query));
    }

    /** @param aggregate what is the same whenever it goes on */
    Continuations(OpenRecordSpace space, AggregateSpec aggregate) {
        this(space, QueryFingerprint.of(aggregate));
    }

    private Continuations(OpenRecordSpace space, byte[] digest) {
        this.cipher = space.cipher();
        byte[] identity = space.space().identity().toByteArray();
        this.associatedData = ByteBuffer.allocate(PURPOSE.length + identity.length + Integer.BYTES + digest.length)
                .put(PURPOSE)
                .put(identity)
                .putInt(space.schema().version())
                .put(digest)
                .array();
    }

    String seal(byte[] continuation) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cipher.seal(continuation, associatedData));
    }

    /** Where a query goes on; empty when nothing is left. */
    String seal(Position position) {
        return position == null ? "" : seal(position.pack());
    }

    /**
     * @param continuation empty for the beginning
     * @throws InvalidRequest when it was made for something else, or by somebody else
     */
    Position position(String continuation) {
        return continuation.isEmpty() ? Position.START : Position.unpack(open(continuation));
    }

    /** @throws InvalidRequest when it was made for something else, or by somebody else */
    byte[] open(String continuation) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(continuation);
            requireKnownKey(sealed);
            return cipher.open(sealed, associatedData);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidRequest(
                    "continuation",
                    "it does not belong to this query, this RecordSpace and its schema version: send the query again"
                            + " without it, to start anew");
        }
    }

    private void requireKnownKey(byte[] sealed) {
        if (cipher.isSealedByAnother(ByteBuffer.wrap(sealed))) {
            throw new InvalidRequest(
                    "continuation",
                    "it is sealed with a key that this RecordSpace does not have, or no longer: its keys were rotated, or"
                            + " it belongs elsewhere; send the query again without it, to start anew");
        }
    }
}
