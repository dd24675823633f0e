package io.recordstore.change;

import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.OutOfRange;
import io.recordstore.fault.PreconditionFailed;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.schema.ChangeLog;
import io.recordstore.schema.OpenRecordSpace;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.store.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches the changes of RecordSpaces that keep them. */
@Singleton
public class Watches {
    private static final long LEAST_WAIT_NANOS = 1_000_000;

    private final Transactions transactions;
    private final RecordSpaceOpener opener;
    private final LogSignals signals;
    private final ChangeConfig config;
    private final ChangeMeters meters;
    private final AtomicInteger open = new AtomicInteger();

    Watches(
            Transactions transactions,
            RecordSpaceOpener opener,
            LogSignals signals,
            ChangeConfig config,
            ChangeMeters meters) {
        this.transactions = transactions;
        this.opener = opener;
        this.signals = signals;
        this.config = config;
        this.meters = meters;
        meters.show(this::open, this::watched);
    }

    /**
     * Streams changes until the subscriber cancels. The next page of the log is read when the subscriber has asked for all
     * of the last; no transaction is open in between, nor while there is nothing to read.
     *
     * @return fails with {@link OutOfRange} when changes that it asks for are no longer kept, with {@link
     *     PreconditionFailed} when none are, or not what the filter needs, and with {@link NotFound} when there is no
     *     such RecordSpace, or no longer
     */
    public Multi<WatchEvent> watch(TenantName tenant, RecordSpaceName space, WatchSpec spec) {
        return Multi.createFrom()
                .deferred(() -> new Run(tenant, space, spec).events())
                .onItem()
                .disjoint();
    }

    /** How many watches there are on this server. */
    public int open() {
        return open.get();
    }

    /** Of how many RecordSpaces the store watches a key for them. */
    public int watched() {
        return signals.watched();
    }

    /**
     * What a look at a log came to.
     *
     * @param key changes with every commit
     * @param seen its value
     * @param isLast whether nothing follows
     * @param token of the position that was reached
     */
    private record Look(List<WatchEvent> events, ByteString key, ByteString seen, boolean isLast, String token) {}

    /** One watch: what carries over from look to look. */
    private final class Run {
        private final TenantName tenant;
        private final RecordSpaceName space;
        private final WatchSpec spec;
        private LogPosition position;
        private ByteString incarnation;
        private Look last;
        private long lastMessageNanos = System.nanoTime();
        private volatile CompletableFuture<Void> wait = new CompletableFuture<>();
        private volatile boolean isOver;

        Run(TenantName tenant, RecordSpaceName space, WatchSpec spec) {
            this.tenant = tenant;
            this.space = space;
            this.spec = spec;
        }

        Multi<List<WatchEvent>> events() {
            open.incrementAndGet();
            return Multi.createBy()
                    .repeating()
                    .uni(this::next)
                    .indefinitely()
                    .onTermination()
                    .invoke(this::end);
        }

        private void end() {
            open.decrementAndGet();
            isOver = true;
            wait.complete(null);
        }

        private Uni<List<WatchEvent>> next() {
            return (last == null || !last.isLast() ? look() : awaitChange().chain(() -> look())).map(this::said);
        }

        private Uni<Void> awaitChange() {
            return Uni.createFrom().completionStage(this::changeOrProgress);
        }

        /** Whichever comes first; the other is not waited for any more, and neither is when the watch is over. */
        private CompletableFuture<Void> changeOrProgress() {
            CompletableFuture<Void> next = transactions.after(untilProgress(), null);
            CompletableFuture<Void> changed = signals.changed(last.key(), last.seen());
            changed.whenComplete((done, error) -> next.complete(null));
            next.whenComplete((done, error) -> changed.cancel(false));
            wait = next;
            if (isOver) { // by a cancellation that came while this wait began
                next.complete(null);
            }
            return next;
        }

        private Duration untilProgress() {
            long left = config.progress().toNanos() - (System.nanoTime() - lastMessageNanos);
            return Duration.ofNanos(Math.max(left, LEAST_WAIT_NANOS));
        }

        /** A look that comes to nothing is a message when it is the first, or the last message is old. */
        private List<WatchEvent> said(Look look) {
            boolean isFirst = last == null;
            last = look;
            boolean isOld =
                    System.nanoTime() - lastMessageNanos >= config.progress().toNanos();
            List<WatchEvent> events = look.events().isEmpty() && (isFirst || isOld)
                    ? List.of(new WatchEvent.Progress(look.token()))
                    : look.events();
            if (!events.isEmpty()) {
                lastMessageNanos = System.nanoTime();
                meters.sent(events);
            }
            return events;
        }

        private Uni<Look> look() {
            return transactions
                    .read(this::look)
                    .onFailure(NotFound.class)
                    .transform(gone -> incarnation == null ? gone : deleted());
        }

        private CompletableFuture<Look> look(FDBRecordContext context) {
            return context.getReadVersionAsync().thenCompose(version -> opener.open(context, tenant, space)
                    .thenCompose(open -> look(context, open, version)));
        }

        private CompletableFuture<Look> look(FDBRecordContext context, OpenRecordSpace open, long readVersion) {
            requireSame(open);
            ChangeLog log = open.changes();
            ChangeReader reader = new ChangeReader(open, spec);
            ByteString key = ByteString.copyFrom(log.keys().lastChange());
            CompletableFuture<byte[]> seen = context.readTransaction(true).get(key.toByteArray());
            return context.readTransaction(true)
                    .get(log.keys().trimmed())
                    .thenCompose(trimmed -> new LogPage(log).read(context, begin(open, trimmed, readVersion)))
                    .thenCombine(seen, (page, value) -> {
                        List<WatchEvent> events = reader.events(page, position);
                        position = reached(page, readVersion);
                        return new Look(
                                events,
                                key,
                                value == null ? ByteString.EMPTY : ByteString.copyFrom(value),
                                page.next().isEmpty(),
                                position.token(open.hmac()));
                    });
        }

        /** A RecordSpace of the same name that was made anew is another. */
        private void requireSame(OpenRecordSpace open) {
            ByteString identity = open.space().identity();
            if (incarnation != null && !incarnation.equals(identity)) {
                throw deleted();
            }
            incarnation = identity;
            KeptChanges.require(open);
        }

        private NotFound deleted() {
            return new NotFound(
                    "RecordSpace", space.value(), "the RecordSpace '" + space + "' that was watched is deleted");
        }

        private LogPosition begin(OpenRecordSpace open, byte[] trimmed, long readVersion) {
            LogPosition oldest = LogPosition.afterCommit(trimmed);
            if (position == null) {
                position = start(open, oldest, readVersion);
            }
            if (position.compareTo(oldest) < 0) {
                throw new OutOfRange(
                        "HISTORY_TRIMMED",
                        "resume_token: changes after it are no longer kept: read the records anew, and watch from then on");
            }
            return position;
        }

        private LogPosition start(OpenRecordSpace open, LogPosition oldest, long readVersion) {
            if (spec.start() instanceof WatchSpec.After after) {
                return LogPosition.ofToken(after.resumeToken(), open.hmac())
                        .orElseThrow(
                                () -> new InvalidRequest(
                                        "resume_token",
                                        "it is not a token of a watch of this RecordSpace; one that was made anew has other tokens"));
            }
            return spec.start() instanceof WatchSpec.Beginning ? oldest : LogPosition.atReadVersion(readVersion);
        }

        private LogPosition reached(LogPage.Result page, long readVersion) {
            if (page.next().isEmpty()) {
                LogPosition now = LogPosition.atReadVersion(readVersion);
                return now.compareTo(position) > 0 ? now : position;
            }
            return page.last().orElseThrow();
        }
    }
}
