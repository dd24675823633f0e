package io.recordstore.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recordstore.fault.QuotaExceeded;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Holds calls to the rates of their tenant and RecordSpace, on this server. A call that begins is let through or refused;
 * what is sent within a stream is held up instead, and an answer's bytes are counted against the calls to come.
 *
 * <p>Each limit has a {@link TokenBucket}, made when it is first asked for and forgotten when it has been idle; one that
 * is forgotten comes back full, as it would be by then.
 */
@Singleton
public class CallQuotas {
    /** By then each bucket that nobody takes from is full, but for the debt of large messages at tiny rates. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static final double MILLIS_PER_SECOND = 1e3;

    private final FollowedQuotas quotas;
    private final double burstSeconds;
    private final QuotaMeters meters;
    private final LongSupplier nanoTime;

    /** Apart, so that names of RecordSpaces that somebody makes up push no tenant out. */
    private final Cache<Rate, TokenBucket> ofTenants;

    private final Cache<Rate, TokenBucket> ofRecordSpaces;

    @Inject
    CallQuotas(FollowedQuotas quotas, QuotaConfig config, QuotaMeters meters) {
        this(quotas, config, meters, System::nanoTime);
    }

    /** @param nanoTime a clock that no one sets, in nanoseconds */
    CallQuotas(FollowedQuotas quotas, QuotaConfig config, QuotaMeters meters, LongSupplier nanoTime) {
        this.quotas = quotas;
        this.burstSeconds = config.burst().toMillis() / MILLIS_PER_SECOND;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.ofTenants = buckets(config.remembered());
        this.ofRecordSpaces = buckets(config.remembered());
    }

    private static Cache<Rate, TokenBucket> buckets(int most) {
        return Caffeine.newBuilder()
                .maximumSize(2L * most)
                .expireAfterAccess(IDLE)
                .build();
    }

    private record Rate(QuotaOwner owner, Limit limit) {}

    private record Taken(TokenBucket bucket, long amount) {}

    /**
     * Lets calls begin.
     *
     * @param owner what they are about
     * @param requests how many they are
     * @param bytes of what they ask
     * @throws QuotaExceeded when a rate does not allow it now; nothing is counted then
     */
    public void admit(QuotaOwner owner, long requests, long bytes) {
        List<Taken> taken = new ArrayList<>();
        try {
            for (QuotaOwner each : owner.andItsTenant()) {
                take(each, Limit.REQUESTS_PER_SECOND, requests, taken);
                take(each, Limit.BYTES_PER_SECOND, bytes, taken);
            }
        } catch (QuotaExceeded refused) {
            taken.forEach(part -> part.bucket().giveBack(part.amount()));
            throw refused;
        }
    }

    private void take(QuotaOwner owner, Limit limit, long amount, List<Taken> taken) {
        OptionalLong rate = quotas.of(owner).of(limit);
        if (rate.isEmpty()) {
            return;
        }
        TokenBucket bucket = bucket(owner, limit, rate.getAsLong());
        long nanos = bucket.take(amount, nanoTime.getAsLong());
        if (nanos > 0) {
            meters.refused(limit);
            throw new QuotaExceeded(
                    limit.label(),
                    owner.recordSpace(),
                    rate.getAsLong(),
                    Duration.ofMillis(nanos / 1_000_000 + 1),
                    "try again after the delay, with fewer calls at once, or ask the operator for more");
        }
        taken.add(new Taken(bucket, amount));
    }

    /**
     * Counts bytes that were sent or are about to be.
     *
     * @param owner what the call is about
     * @return how long whoever sends more should wait; zero mostly
     */
    public Duration spend(QuotaOwner owner, long bytes) {
        long nanos = 0;
        for (QuotaOwner each : owner.andItsTenant()) {
            OptionalLong rate = quotas.of(each).of(Limit.BYTES_PER_SECOND);
            if (rate.isPresent()) {
                nanos = Math.max(
                        nanos,
                        bucket(each, Limit.BYTES_PER_SECOND, rate.getAsLong()).spend(bytes, nanoTime.getAsLong()));
            }
        }
        return Duration.ofNanos(nanos);
    }

    /** Notes that a message of a stream is held up. */
    public void paced() {
        meters.paced();
    }

    /** One of another rate is of a limit that was changed. */
    private TokenBucket bucket(QuotaOwner owner, Limit limit, long rate) {
        Rate key = new Rate(owner, limit);
        Cache<Rate, TokenBucket> buckets = owner.isTenant() ? ofTenants : ofRecordSpaces;
        TokenBucket known = buckets.getIfPresent(key);
        return known != null && known.rate() == rate
                ? known
                : buckets.asMap()
                        .compute(
                                key,
                                (same, there) -> there != null && there.rate() == rate
                                        ? there
                                        : new TokenBucket(rate, burstSeconds, nanoTime.getAsLong()));
    }
}
