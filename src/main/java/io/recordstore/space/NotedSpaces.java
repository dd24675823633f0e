package io.recordstore.space;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.fault.DataLoss;
import io.recordstore.fault.NotFound;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.storage.v1.Job;
import io.recordstore.store.Committed;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * RecordSpaces that are noted under a range of keys, and what is done for each in a transaction of its own, one after the other.
 * The keys are read page by page; where there are none, a round is one read.
 */
public final class NotedSpaces {
    private static final Logger LOG = Logger.getLogger(NotedSpaces.class);

    private final Transactions looks;
    private final Transactions writes;
    private final int page;
    private final Work work;

    /**
     * @param looks what the keys are read in
     * @param writes what the work is done in
     * @param page how many keys one transaction reads
     */
    public NotedSpaces(Transactions looks, Transactions writes, int page, Work work) {
        this.looks = looks;
        this.writes = writes;
        this.page = page;
        this.work = work;
    }

    /** A RecordSpace that is noted, and the key. */
    public record Note(TenantName tenant, RecordSpaceName space, byte[] key) {
        private static Note of(KeyValue entry) {
            try {
                Job job = Job.parseFrom(entry.getValue());
                return new Note(
                        new TenantName(job.getTenant()), new RecordSpaceName(job.getRecordSpace()), entry.getKey());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a note of a RecordSpace cannot be read", e);
            }
        }
    }

    /** What is done for a RecordSpace. */
    @FunctionalInterface
    public interface Work {
        /** @return whether there was something to do */
        CompletableFuture<Boolean> run(FDBRecordContext context, Note note);
    }

    /** The value under a key that notes a RecordSpace. */
    static byte[] note(RecordSpace space) {
        return Job.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .build()
                .toByteArray();
    }

    /** @return for how many of those under the range there was something to do */
    public Uni<Long> round(Range range) {
        return round(range, 0);
    }

    private Uni<Long> round(Range range, long done) {
        return looks.read(context ->
                        context.readTransaction(true).getRange(range, page).asList())
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(done)
                        : all(found).chain(count -> round(after(found, range), done + count)));
    }

    private static Range after(List<KeyValue> found, Range range) {
        return new Range(ByteArrayUtil.keyAfter(found.get(found.size() - 1).getKey()), range.end);
    }

    private Uni<Long> all(List<KeyValue> found) {
        return Multi.createFrom()
                .iterable(found)
                .onItem()
                .transformToUniAndConcatenate(entry -> one(Note.of(entry)))
                .filter(wasThere -> wasThere)
                .collect()
                .with(Collectors.counting());
    }

    /** What is not there, or cannot be read, keeps no other waiting. */
    private Uni<Boolean> one(Note note) {
        return writes.write(context -> work.run(context, note))
                .map(Committed::value)
                .onFailure(NotFound.class)
                .recoverWithItem(false)
                .onFailure(DataLoss.class)
                .recoverWithItem(damage -> {
                    LOG.warnf("nothing is done behind calls for RecordSpace %s: %s", note.space(), damage.getMessage());
                    return false;
                });
    }
}
