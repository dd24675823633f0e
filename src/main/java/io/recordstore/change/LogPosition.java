package io.recordstore.change;

import com.apple.foundationdb.tuple.Tuple;
import com.apple.foundationdb.tuple.Versionstamp;
import io.recordstore.crypto.FieldHmac;
import io.recordstore.space.ChangeLogKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A place in a log of changes: after a commit's versionstamp and a change's place in its transaction.
 *
 * <p>As a resume token it has a keyed hash beside it, under the RecordSpace's index key, which no rotation replaces: so a token
 * is of one incarnation, cannot be made up, and goes on after a rotation too. The place itself is no secret: it is a version.
 */
record LogPosition(Versionstamp after) implements Comparable<LogPosition> {
    private static final int STAMP_BYTES = 10;
    private static final int POSITION_BYTES = STAMP_BYTES + Short.BYTES;

    /** After all of a commit. */
    static LogPosition afterCommit(byte[] versionstamp) {
        return new LogPosition(Versionstamp.complete(versionstamp, ChangeLogKeys.LAST_PLACE));
    }

    /** After all that is committed at a read version. */
    static LogPosition atReadVersion(long readVersion) {
        byte[] stamp = ByteBuffer.allocate(STAMP_BYTES)
                .putLong(readVersion)
                .putShort((short) 0xffff)
                .array();
        return afterCommit(stamp);
    }

    String token(FieldHmac hmac) {
        byte[] position = after.getBytes();
        byte[] hash = hash(hmac, position);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(position.length + hash.length)
                        .put(position)
                        .put(hash)
                        .array());
    }

    /** Nothing when it is no token of this RecordSpace. */
    static Optional<LogPosition> ofToken(String token, FieldHmac hmac) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            byte[] position = Arrays.copyOf(bytes, POSITION_BYTES);
            byte[] hash = Arrays.copyOfRange(bytes, Math.min(bytes.length, POSITION_BYTES), bytes.length);
            if (MessageDigest.isEqual(hash, hash(hmac, position))) {
                return Optional.of(new LogPosition(Versionstamp.fromBytes(position)));
            }
        } catch (IllegalArgumentException notBase64) {
            // Nothing, as any other.
        }
        return Optional.empty();
    }

    private static byte[] hash(FieldHmac hmac, byte[] position) {
        return hmac.of(Tuple.from("resume token", position).pack());
    }

    @Override
    public int compareTo(LogPosition other) {
        return after.compareTo(other.after);
    }
}
