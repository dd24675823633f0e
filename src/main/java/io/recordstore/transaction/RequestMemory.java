package io.recordstore.transaction;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordVersion;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.ByteString;
import io.recordstore.crypto.FieldHmac;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.OpenRecordSpace;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which requests of a RecordSpace have been committed, and how they were answered; written in the transaction of the commit
 * itself. Ids and contents are there as keyed hashes alone.
 *
 * <p>An entry is written once and never again, so that those who forget it need not read it: they never conflict with each
 * other, and with a request of the same id just when that finds the entry still there.
 */
final class RequestMemory {
    private static final int REQUESTS = 4;
    private static final int BY_ID = 0;
    private static final int BY_TIME = 1;
    private static final int VERSIONSTAMP_BYTES = 10;
    private static final int PLACE_BYTES = Short.BYTES;

    /** Of a delete, which has no place of its own among the versions of a transaction. */
    private static final int NO_PLACE = 0xffff;

    private final Transaction transaction;
    private final FieldHmac hmac;
    private final Subspace byId;
    private final Subspace byTime;
    private final byte[] id;
    private final byte[] content;

    /** @param root what every key starts with */
    RequestMemory(OpenRecordSpace open, Subspace root, CommitSpec.Request request) {
        Subspace requests = open.space().keys(root).get(REQUESTS);
        this.transaction = open.store().getRecordContext().ensureActive();
        this.hmac = open.hmac();
        this.byId = requests.get(BY_ID);
        this.byTime = requests.get(BY_TIME);
        this.id = hash("request id", request.id());
        this.content = hash("request content", request.id(), request.digest().toByteArray());
    }

    /** No value of a field is hashed under a name with a space in it. */
    private byte[] hash(Object... parts) {
        return hmac.of(Tuple.from(parts).pack());
    }

    /**
     * How the request was answered, when it has been committed; fails with {@link InvalidRequest} when another request had
     * its id.
     */
    CompletableFuture<Optional<CommitResult>> recall() {
        return transaction.get(byId.pack(Tuple.from((Object) id))).thenApply(value -> Optional.ofNullable(value)
                .map(this::answer));
    }

    private CommitResult answer(byte[] value) {
        Tuple stored = Tuple.fromBytes(value, VERSIONSTAMP_BYTES, value.length - VERSIONSTAMP_BYTES);
        if (!Arrays.equals(stored.getBytes(0), content)) {
            throw new InvalidRequest(
                    "request_id",
                    "a request with other content had this id: send the first one again as it was, or choose another id");
        }
        return CommitResult.of(ByteString.copyFrom(value, 0, VERSIONSTAMP_BYTES), places(stored.getBytes(1)), true);
    }

    /** Remembers the answer that the commit will have, and forgets some of those that are old enough. */
    CompletableFuture<Void> remember(List<Optional<FDBRecordVersion>> places, Instant now) {
        byte[] stored = Tuple.from(content, bytes(places)).pack();
        byte[] value = ByteBuffer.allocate(VERSIONSTAMP_BYTES + stored.length + Integer.BYTES)
                .position(VERSIONSTAMP_BYTES)
                .put(stored)
                .array();
        transaction.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, byId.pack(Tuple.from((Object) id)), value);
        transaction.set(byTime.pack(Tuple.from(now.getEpochSecond(), id)), new byte[0]);
        return forgetBefore(now.minus(TransactionLimits.REQUEST_MEMORY));
    }

    private CompletableFuture<Void> forgetBefore(Instant time) {
        Range old = new Range(byTime.range().begin, byTime.pack(time.getEpochSecond()));
        return transaction
                .snapshot()
                .getRange(old, TransactionLimits.FORGET_AT_ONCE)
                .asList()
                .thenAccept(entries -> entries.forEach(this::forget));
    }

    private void forget(KeyValue entry) {
        byte[] old = byTime.unpack(entry.getKey()).getBytes(1);
        transaction.clear(entry.getKey());
        transaction.clear(byId.pack(Tuple.from((Object) old)));
    }

    private static byte[] bytes(List<Optional<FDBRecordVersion>> places) {
        ByteBuffer bytes = ByteBuffer.allocate(places.size() * PLACE_BYTES);
        places.forEach(place -> bytes.putShort(
                (short) (int) place.map(FDBRecordVersion::getLocalVersion).orElse(NO_PLACE)));
        return bytes.array();
    }

    private static List<Optional<FDBRecordVersion>> places(byte[] bytes) {
        List<Optional<FDBRecordVersion>> places = new ArrayList<>();
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            int place = Short.toUnsignedInt(left.getShort());
            places.add(place == NO_PLACE ? Optional.empty() : Optional.of(FDBRecordVersion.incomplete(place)));
        }
        return places;
    }
}
