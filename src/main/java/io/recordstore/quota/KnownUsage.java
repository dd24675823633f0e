package io.recordstore.quota;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * What those have stored who have a limit, as this server knows it: read again in some transaction that writes, as a
 * snapshot, when it is older than {@link QuotaConfig#usageAge()}; and in between, with what this server has committed since.
 * So most writes under a limit read nothing.
 */
@Singleton
class KnownUsage {
    private static final int MOST = 10_000;
    private static final Duration IDLE = Duration.ofMinutes(10);

    /** At most a twentieth of the time is spent on reading what a tenant with very many RecordSpaces has stored. */
    private static final int READS_APART = 20;

    private final UsageKeys keys;
    private final long ageNanos;
    private final LongSupplier nanoTime;
    private final Cache<Subject, CountedUsage> known =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(IDLE).build();

    @Inject
    KnownUsage(UsageKeys keys, QuotaConfig config) {
        this(keys, config, System::nanoTime);
    }

    /** @param nanoTime a clock that no one sets, in nanoseconds */
    KnownUsage(UsageKeys keys, QuotaConfig config, LongSupplier nanoTime) {
        this.keys = keys;
        this.ageNanos = config.usageAge().toNanos();
        this.nanoTime = nanoTime;
    }

    /** @param incarnation empty for all of the tenant's */
    private record Subject(long tenantId, OptionalLong incarnation) {
        static Subject tenant(SpaceOwner owner) {
            return new Subject(owner.tenantId(), OptionalLong.empty());
        }

        static Subject recordSpace(SpaceOwner owner) {
            return new Subject(owner.tenantId(), OptionalLong.of(owner.incarnation()));
        }
    }

    /** What the RecordSpace has stored. */
    CompletableFuture<Usage> ofRecordSpace(FDBRecordContext context, SpaceOwner owner) {
        return of(context, Subject.recordSpace(owner));
    }

    /** What all of its tenant's have. */
    CompletableFuture<Usage> ofTenant(FDBRecordContext context, SpaceOwner owner) {
        return of(context, Subject.tenant(owner));
    }

    private CompletableFuture<Usage> of(FDBRecordContext context, Subject subject) {
        CountedUsage usage = known.get(subject, first -> new CountedUsage());
        long now = nanoTime.getAsLong();
        if (!usage.isDue(now)) {
            return CompletableFuture.completedFuture(usage.get());
        }
        return context.getReadVersionAsync().thenCombine(stored(context, subject), (version, stored) -> {
            long took = nanoTime.getAsLong() - now;
            return usage.read(stored, version, now + Math.max(ageNanos, READS_APART * took));
        });
    }

    private CompletableFuture<Usage> stored(FDBRecordContext context, Subject subject) {
        return subject.incarnation().isPresent()
                ? keys.ofRecordSpace(
                        context.readTransaction(true),
                        subject.tenantId(),
                        subject.incarnation().getAsLong())
                : keys.ofTenant(context.readTransaction(true), subject.tenantId());
    }

    /** Notes what this server has committed. */
    void committed(SpaceOwner owner, Usage change, long version) {
        committed(Subject.recordSpace(owner), change, version);
        committed(Subject.tenant(owner), change, version);
    }

    private void committed(Subject subject, Usage change, long version) {
        CountedUsage usage = known.getIfPresent(subject);
        if (usage != null) {
            usage.committed(change, version);
        }
    }
}
