package io.recordstore.space;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.crypto.DataKeys;
import io.recordstore.crypto.EncryptionConfig;
import io.recordstore.fault.DataLoss;
import io.recordstore.name.TenantName;
import io.recordstore.store.Committed;
import io.recordstore.store.Root;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Wraps the data keys of every RecordSpace with the active key-encryption key. Records are not touched.
 *
 * <p>A round goes through the catalogs of all tenants, page by page. It keeps nothing of its own: what is wrapped already
 * is left as it is, so a round that was cut short is begun anew, and several servers may be at it at once.
 */
@Singleton
public class Rewraps {
    private static final Logger LOG = Logger.getLogger(Rewraps.class);

    /** Entries of one transaction: each takes a tenth of a millisecond and is no longer than a few kB. */
    private static final int PAGE = 100;

    private final Transactions transactions;
    private final DataKeys dataKeys;
    private final Catalog catalog;
    private final EncryptionConfig config;
    private final Subspace root;
    private final Clock clock;
    private final KeyEncryptionMeters meters;
    private final AtomicReference<Round> last = new AtomicReference<>(new Round("", Instant.MIN));

    Rewraps(
            Transactions transactions,
            DataKeys dataKeys,
            Catalog catalog,
            EncryptionConfig config,
            @Root Subspace root,
            Clock clock,
            KeyEncryptionMeters meters) {
        this.transactions = transactions.inBackground();
        this.dataKeys = dataKeys;
        this.catalog = catalog;
        this.config = config;
        this.root = root;
        this.clock = clock;
        this.meters = meters;
    }

    /** When a round began, and the key that it wrapped with. */
    private record Round(String activeKey, Instant begin) {}

    private record Tenant(TenantName name, long id) {}

    /**
     * What a round came to.
     *
     * @param rewrapped the RecordSpaces whose data keys it wrapped with the active key
     * @param wrappedBy how many RecordSpaces' data keys each key-encryption key wraps now
     */
    public record Outcome(long rewrapped, Map<String, Long> wrappedBy) {
        private static final Outcome NOTHING = new Outcome(0, Map.of());

        public Outcome {
            wrappedBy = Map.copyOf(wrappedBy);
        }

        private Outcome plus(Outcome other) {
            Map<String, Long> sum = new TreeMap<>(wrappedBy);
            other.wrappedBy.forEach((key, count) -> sum.merge(key, count, Long::sum));
            return new Outcome(rewrapped + other.rewrapped, sum);
        }
    }

    /** A page of a catalog, and the name after which the next begins; none when it is the last. */
    private record Page(Outcome outcome, Optional<String> next) {}

    /** Whether another key is the active one than when the last round began, or that is long ago. */
    public boolean isDue() {
        Round round = last.get();
        return !round.activeKey().equals(dataKeys.activeKeyEncryptionKey())
                || clock.instant().isAfter(round.begin().plus(config.rewrapEvery()));
    }

    /** Goes through all RecordSpaces once. */
    public Uni<Outcome> round() {
        Round before = last.getAndSet(new Round(dataKeys.activeKeyEncryptionKey(), clock.instant()));
        return tenants("", Outcome.NOTHING)
                .invoke(outcome -> report(before, outcome))
                .onFailure()
                .invoke(() -> last.set(new Round("", Instant.MIN)));
    }

    private void report(Round before, Outcome outcome) {
        String active = last.get().activeKey();
        Map<String, Long> wrapped = new TreeMap<>(outcome.wrappedBy());
        wrapped.putIfAbsent(active, 0L);
        meters.wrapped(wrapped);
        if (outcome.rewrapped() > 0 || !before.activeKey().equals(active)) {
            Map<String, Long> others = new TreeMap<>(outcome.wrappedBy());
            others.remove(active);
            LOG.infof(
                    "key-encryption key '%s' wraps the data keys of %d RecordSpaces, %d of them from now on; %s",
                    active,
                    outcome.wrappedBy().getOrDefault(active, 0L),
                    outcome.rewrapped(),
                    others.isEmpty() ? "no other key is needed" : "other keys still wrap some: " + others);
        }
    }

    private Uni<Outcome> tenants(String after, Outcome sum) {
        return transactions
                .read(context -> tenants(context, after))
                .chain(page -> page.isEmpty()
                        ? Uni.createFrom().item(sum)
                        : all(page, sum)
                                .chain(total ->
                                        tenants(page.get(page.size() - 1).name().value(), total)));
    }

    private CompletableFuture<List<Tenant>> tenants(FDBRecordContext context, String after) {
        Subspace ids = SpaceKeys.tenantIds(root);
        Range all = ids.range();
        byte[] begin = after.isEmpty() ? all.begin : ByteArrayUtil.keyAfter(ids.pack(after));
        return context.readTransaction(true)
                .getRange(begin, all.end, PAGE)
                .asList()
                .thenApply(entries ->
                        entries.stream().map(entry -> tenant(ids, entry)).toList());
    }

    private static Tenant tenant(Subspace ids, KeyValue entry) {
        return new Tenant(
                new TenantName(ids.unpack(entry.getKey()).getString(0)),
                Tuple.fromBytes(entry.getValue()).getLong(0));
    }

    private Uni<Outcome> all(List<Tenant> tenants, Outcome sum) {
        Uni<Outcome> total = Uni.createFrom().item(sum);
        for (Tenant tenant : tenants) {
            total = total.chain(before -> catalog(tenant, "", before));
        }
        return total;
    }

    private Uni<Outcome> catalog(Tenant tenant, String after, Outcome sum) {
        return transactions
                .write(context -> page(context, tenant, after))
                .map(Committed::value)
                .chain(page -> {
                    Outcome total = sum.plus(page.outcome());
                    return page.next().map(next -> catalog(tenant, next, total)).orElseGet(() -> Uni.createFrom()
                            .item(total));
                });
    }

    private CompletableFuture<Page> page(FDBRecordContext context, Tenant tenant, String after) {
        return catalog.list(context, tenant.name(), tenant.id(), "", after, PAGE)
                .thenApply(spaces -> {
                    Outcome sum = Outcome.NOTHING;
                    for (RecordSpace space : spaces) {
                        sum = sum.plus(rewrap(context, space));
                    }
                    boolean isLast = spaces.size() < PAGE;
                    return new Page(
                            sum,
                            isLast
                                    ? Optional.empty()
                                    : Optional.of(spaces.get(PAGE - 1).name().value()));
                });
    }

    private Outcome rewrap(FDBRecordContext context, RecordSpace space) {
        String wrapping = space.dataKeys().keyEncryptionKeyId();
        String active = dataKeys.activeKeyEncryptionKey();
        if (wrapping.equals(active)) {
            return new Outcome(0, Map.of(active, 1L));
        }
        try {
            catalog.replace(
                    context,
                    space.withDataKeys(
                            dataKeys.rewrap(space.dataKeys(), space.identity().toByteArray())));
            return new Outcome(1, Map.of(active, 1L));
        } catch (DataLoss unreadable) {
            LOG.warnf("RecordSpace %s of tenant %s: %s", space.name(), space.tenant(), unreadable.getMessage());
            return new Outcome(0, Map.of(wrapping, 1L));
        }
    }
}
