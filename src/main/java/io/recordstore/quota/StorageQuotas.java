package io.recordstore.quota;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext.CommitCheckAsync;
import io.recordstore.fault.QuotaExceeded;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what transactions store, in these transactions, and refuses the commit of those that would store more than their
 * RecordSpace or tenant may. What makes neither records nor bytes more is never refused: so there is always a way back.
 *
 * <p>A transaction is held against what had been committed before it asked to be: by this server, and about {@link
 * QuotaConfig#usageAge()} ago by others. What is being committed at the same moment may together go beyond a limit.
 */
@Singleton
public class StorageQuotas {
    /** Room is made by deleting, or by people. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private static final String NAME = "usage of ";

    private static final String ADVICE = "delete some, or ask the operator for more. Nothing was written";

    private final FollowedQuotas quotas;
    private final KnownUsage known;
    private final UsageKeys keys;
    private final QuotaMeters meters;

    StorageQuotas(FollowedQuotas quotas, KnownUsage known, UsageKeys keys, QuotaMeters meters) {
        this.quotas = quotas;
        this.known = known;
        this.keys = keys;
        this.meters = meters;
    }

    /** Notes that a transaction makes a RecordSpace's records more, less or other ones. */
    public void count(FDBRecordContext context, SpaceOwner owner, Usage change) {
        Counted counted = (Counted) context.getOrCreateCommitCheck(
                NAME + owner.tenantId() + "/" + owner.incarnation(), name -> new Counted(context, owner));
        counted.add(change);
    }

    /**
     * Requires that a tenant may have another RecordSpace.
     *
     * @param context of a transaction that conflicts with others that create one for the tenant
     * @return fails with {@link QuotaExceeded}
     */
    public CompletableFuture<Void> requireAnotherRecordSpace(FDBRecordContext context, String tenant, long tenantId) {
        OptionalLong limit = quotas.of(QuotaOwner.tenant(tenant)).of(Limit.RECORD_SPACES);
        return limit.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : keys.countRecordSpaces(context.readTransaction(true), tenantId)
                        .thenAccept(count -> require(QuotaOwner.tenant(tenant), Limit.RECORD_SPACES, count + 1));
    }

    private void require(QuotaOwner owner, Limit limit, long amount) {
        OptionalLong allowed = quotas.of(owner).of(limit);
        if (allowed.isPresent() && amount > allowed.getAsLong()) {
            meters.refused(limit);
            throw new QuotaExceeded(limit.label(), owner.recordSpace(), allowed.getAsLong(), RETRY_AFTER, ADVICE);
        }
    }

    /** What one transaction changes in one RecordSpace: added up until it commits, and written then, once. */
    private final class Counted implements CommitCheckAsync {
        private final FDBRecordContext context;
        private final SpaceOwner owner;
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong records = new AtomicLong();

        Counted(FDBRecordContext context, SpaceOwner owner) {
            this.context = context;
            this.owner = owner;
        }

        void add(Usage change) {
            bytes.addAndGet(change.bytes());
            records.addAndGet(change.records());
        }

        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public CompletableFuture<Void> checkAsync() {
            Usage change = new Usage(bytes.get(), records.get());
            if (change.equals(Usage.NONE)) {
                return CompletableFuture.completedFuture(null);
            }
            return requireRoom(change).thenRun(() -> {
                keys.add(context.ensureActive(), owner.tenantId(), owner.incarnation(), change);
                context.addPostCommit(() -> {
                    known.committed(owner, change, context.getCommittedVersion());
                    return AsyncUtil.DONE;
                });
            });
        }

        private CompletableFuture<Void> requireRoom(Usage change) {
            CompletableFuture<Void> ofSpace = isLimited(owner.owner(), change)
                    ? known.ofRecordSpace(context, owner).thenAccept(usage -> requireRoom(owner.owner(), usage, change))
                    : CompletableFuture.completedFuture(null);
            QuotaOwner tenant = QuotaOwner.tenant(owner.tenant());
            return isLimited(tenant, change)
                    ? ofSpace.thenCompose(enough -> known.ofTenant(context, owner))
                            .thenAccept(usage -> requireRoom(tenant, usage, change))
                    : ofSpace;
        }

        private boolean isLimited(QuotaOwner limited, Usage change) {
            Quotas limits = quotas.of(limited);
            return change.bytes() > 0 && limits.of(Limit.BYTES).isPresent()
                    || change.records() > 0 && limits.of(Limit.RECORDS).isPresent();
        }

        private void requireRoom(QuotaOwner limited, Usage usage, Usage change) {
            Usage after = usage.plus(change);
            if (change.records() > 0) {
                require(limited, Limit.RECORDS, after.records());
            }
            if (change.bytes() > 0) {
                require(limited, Limit.BYTES, after.bytes());
            }
        }
    }
}
