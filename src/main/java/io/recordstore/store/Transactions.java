package io.recordstore.store;

import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase;
import com.apple.foundationdb.record.provider.foundationdb.FDBDatabase.WeakReadSemantics;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContextConfig;
import com.apple.foundationdb.record.provider.foundationdb.FDBTransactionPriority;
import com.google.protobuf.ByteString;
import io.opentelemetry.api.trace.Span;
import io.recordstore.fault.CommitUnknown;
import io.recordstore.fault.DeadlineExceeded;
import io.recordstore.fault.Exhausted;
import io.recordstore.fault.Fault;
import io.recordstore.telemetry.CallContext;
import io.recordstore.telemetry.CallTenant;
import io.recordstore.telemetry.Spans;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs transactions on the store's threads, and runs one again that lost against another. Tenants take turns: a transaction
 * with its retries is one turn of {@link FairTurns}.
 *
 * <p>A body may run several times, so it has no effect but through its context. It must not block. Nothing is retried
 * whose outcome is unknown, unless the body says that it can tell. When nobody waits for the result any more, be it that a
 * client cancelled its call or that the call's deadline has passed, nothing is run again and nothing that was not being
 * committed already is committed.
 */
public final class Transactions {
    private static final long FIRST_DELAY_MILLIS = 2;
    private static final long MAX_DELAY_MILLIS = 200;
    private static final long CACHED_VERSION_MILLIS = 1_000;

    /** Whose turn it is when no tenant's call is behind it. */
    private static final String NOBODY = "";

    private static final FDBRecordContextConfig AT_ONCE =
            FDBRecordContextConfig.newBuilder().build();
    private static final FDBRecordContextConfig BEHIND_CALLS = FDBRecordContextConfig.newBuilder()
            .setPriority(FDBTransactionPriority.BATCH)
            .build();
    private static final FDBRecordContextConfig AT_CACHED_VERSION = FDBRecordContextConfig.newBuilder()
            .setPriority(FDBTransactionPriority.BATCH)
            .setWeakReadSemantics(new WeakReadSemantics(0, CACHED_VERSION_MILLIS, true))
            .build();

    /**
     * A kind of transaction.
     *
     * @param name of its span
     * @param isRetryable whether an error may be answered by running it again
     */
    private record Kind(String name, boolean isWrite, Predicate<Throwable> isRetryable) {
        static final Kind READ = new Kind("read transaction", false, StoreFaults::isRetryable);
        static final Kind WRITE = new Kind("write transaction", true, StoreFaults::isRetryable);
        static final Kind REPEATABLE_WRITE = new Kind("write transaction", true, StoreFaults::isRepeatable);
    }

    private final FDBDatabase database;
    private final Executor executor;
    private final FairTurns turns;
    private final long retryLimitNanos;
    private final TransactionMeters meters;
    private final Spans spans;
    private final Duration timeout;
    private final Deadlines deadlines;
    private final FDBRecordContextConfig settings;
    private final Optional<ReadMoment> moment;

    /**
     * @param retryLimit for how long a transaction is run again after conflicts
     * @param timeout how long a call waits for the store, its retries included
     */
    Transactions(
            FDBDatabase database,
            Executor executor,
            FairTurns turns,
            Duration retryLimit,
            Duration timeout,
            Deadlines deadlines,
            TransactionMeters meters,
            Spans spans) {
        this(
                database,
                executor,
                turns,
                retryLimit.toNanos(),
                timeout,
                deadlines,
                meters,
                spans,
                AT_ONCE,
                Optional.empty());
    }

    private Transactions(
            FDBDatabase database,
            Executor executor,
            FairTurns turns,
            long retryLimitNanos,
            Duration timeout,
            Deadlines deadlines,
            TransactionMeters meters,
            Spans spans,
            FDBRecordContextConfig settings,
            Optional<ReadMoment> moment) {
        this.database = database;
        this.executor = executor;
        this.turns = turns;
        this.retryLimitNanos = retryLimitNanos;
        this.timeout = timeout;
        this.deadlines = deadlines;
        this.meters = meters;
        this.spans = spans;
        this.settings = settings;
        this.moment = moment;
    }

    /** The same for work that nobody waits for: a cluster with too much to do does it last. */
    public Transactions inBackground() {
        return with(BEHIND_CALLS);
    }

    /**
     * The same for looks that come again and again, and whose answer is checked by who acts on it: they may read at a version
     * that was seen up to a second ago, and, when a cluster's clock and a machine fail at once, at an older one. Whatever a
     * client is told is read otherwise.
     */
    public Transactions atCachedVersion() {
        return with(AT_CACHED_VERSION);
    }

    /** The same, where what only reads does so at one moment. */
    public Transactions at(ReadMoment shared) {
        return new Transactions(
                database,
                executor,
                turns,
                retryLimitNanos,
                timeout,
                deadlines,
                meters,
                spans,
                settings,
                Optional.of(shared));
    }

    private Transactions with(FDBRecordContextConfig other) {
        return new Transactions(
                database, executor, turns, retryLimitNanos, timeout, deadlines, meters, spans, other, moment);
    }

    /** Runs a body and commits it. */
    public <T> Uni<Committed<T>> write(Function<FDBRecordContext, CompletableFuture<T>> body) {
        return attempts(Kind.WRITE, (context, attempts) -> body.apply(context)
                .thenCompose(value -> attempts.commit(context).thenApply(done -> committed(context, value))));
    }

    /** Runs a body that only reads, at one read version. */
    public <T> Uni<T> read(Function<FDBRecordContext, CompletableFuture<T>> body) {
        return attempts(Kind.READ, (context, attempts) -> moment.map(shared -> readAt(shared, context, body))
                .orElseGet(() -> body.apply(context))
                .thenCompose(value -> attempts.span.knowReadVersion(context).thenApply(known -> value)));
    }

    private static <T> CompletableFuture<T> readAt(
            ReadMoment moment, FDBRecordContext context, Function<FDBRecordContext, CompletableFuture<T>> body) {
        return moment.begin(context).thenCompose(begun -> body.apply(context)).whenComplete((value, error) -> {
            if (error != null && StoreFaults.isRetryable(error)) {
                moment.end();
            }
        });
    }

    /**
     * As {@link #write}, and runs the body again also when the outcome of a commit is unknown.
     *
     * @param body sees by what is stored whether it has committed before, and writes nothing then
     */
    public <T> Uni<Committed<T>> writeRepeatably(Function<FDBRecordContext, CompletableFuture<T>> body) {
        return attempts(Kind.REPEATABLE_WRITE, (context, attempts) -> body.apply(context)
                .thenCompose(value -> attempts.commit(context).thenApply(done -> committed(context, value))));
    }

    /**
     * Opens a transaction that stays open until whoever asked for it closes it.
     *
     * @param whenClosed is run once, when it has been closed
     */
    public OpenTransaction open(Runnable whenClosed) {
        FDBRecordContext context = database.openContext(settings);
        long opened = meters.opened();
        return new OpenTransaction(context, CallContext.carriedBy(executor), error -> {
            meters.closed(true, opened, error);
            whenClosed.run();
        });
    }

    /**
     * Waits for a time; what follows runs on the store's threads.
     *
     * @param value what the wait ends with; whoever ends it before leaves nothing behind
     */
    public <T> CompletableFuture<T> after(Duration time, T value) {
        return deadlines.after(time, value, executor);
    }

    private static <T> Committed<T> committed(FDBRecordContext context, T value) {
        byte[] stamp = context.getVersionStamp();
        return new Committed<>(value, stamp == null ? ByteString.EMPTY : ByteString.copyFrom(stamp));
    }

    private <T> Uni<T> attempts(Kind kind, BiFunction<FDBRecordContext, Attempts<T>, CompletableFuture<T>> body) {
        return spans.around(kind.name(), span -> {
            Attempts<T> attempts = new Attempts<>(kind, body, span);
            Uni<T> outcome = Uni.createFrom()
                    .completionStage(() -> submit(attempts))
                    .onCancellation()
                    .invoke(attempts::cancel);
            return deadlines
                    .within(timeout, outcome, attempts::late)
                    .onFailure()
                    .transform(StoreFaults::translate);
        });
    }

    private static <T> CompletableFuture<T> begin(Attempts<T> attempts) {
        try {
            return CompletableFuture.supplyAsync(attempts::start, attempts.executor)
                    .thenCompose(Function.identity());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Exhausted.overloaded(FairTurns.QUEUE_RETRY));
        }
    }

    private <T> CompletableFuture<T> submit(Attempts<T> attempts) {
        return turns.take(CallTenant.current().orElse(NOBODY), () -> begin(attempts));
    }

    /**
     * One transaction and its retries, with exponential back-off and full jitter. There is always a first retry: what made
     * a transaction too old may have been a pause of the whole process.
     */
    private final class Attempts<T> {
        private final Kind kind;
        private final TransactionSpan span;
        private final Executor executor = CallContext.carriedBy(Transactions.this.executor);
        private final long startNanos = System.nanoTime();
        private long maxDelayMillis = FIRST_DELAY_MILLIS;
        private boolean isRetry;
        private volatile boolean committing;

        /** Null when nobody waits any more: what the call holds is not kept while the attempt waits for a thread. */
        private volatile BiFunction<FDBRecordContext, Attempts<T>, CompletableFuture<T>> body;

        Attempts(Kind kind, BiFunction<FDBRecordContext, Attempts<T>, CompletableFuture<T>> body, Span span) {
            this.kind = kind;
            this.body = body;
            this.span = new TransactionSpan(span);
        }

        void cancel() {
            body = null;
        }

        /** The store stalls. It may still do what it was asked to commit. */
        Fault late() {
            return committing
                    ? new CommitUnknown()
                    : new DeadlineExceeded("the store did not answer within the " + timeout.toSeconds()
                            + " seconds that a call waits");
        }

        CompletableFuture<Void> commit(FDBRecordContext context) {
            return body == null
                    ? nobodyWaits()
                    : span.knowReadVersion(context)
                            .thenCompose(known -> context.getApproximateTransactionSize())
                            .thenCompose(bytes -> {
                                committing = true;
                                meters.committing(bytes);
                                span.committing(bytes);
                                return context.commitAsync();
                            })
                            .thenRun(() -> span.committed(context));
        }

        private static <V> CompletableFuture<V> nobodyWaits() {
            return CompletableFuture.failedFuture(new CancellationException("nobody waits for it"));
        }

        CompletableFuture<T> start() {
            BiFunction<FDBRecordContext, Attempts<T>, CompletableFuture<T>> wanted = body;
            return wanted == null
                    ? nobodyWaits()
                    : runOnce(wanted).handle(this::settle).thenCompose(Function.identity());
        }

        private CompletableFuture<T> runOnce(BiFunction<FDBRecordContext, Attempts<T>, CompletableFuture<T>> wanted) {
            FDBRecordContext context = database.openContext(settings);
            long opened = meters.opened();
            CompletableFuture<T> outcome;
            try {
                outcome = wanted.apply(context, this);
            } catch (RuntimeException e) {
                outcome = CompletableFuture.failedFuture(e);
            }
            return outcome.whenComplete((value, error) -> {
                span.attempted(context, error);
                context.close();
                meters.closed(kind.isWrite(), opened, error);
            });
        }

        private CompletableFuture<T> settle(T value, Throwable error) {
            if (error == null) {
                return CompletableFuture.completedFuture(value);
            }
            boolean isLate = isRetry && System.nanoTime() - startNanos > retryLimitNanos;
            if (isLate || !kind.isRetryable().test(error)) {
                return CompletableFuture.failedFuture(error);
            }
            isRetry = true;
            committing = false;
            meters.retried();
            long delay = ThreadLocalRandom.current().nextLong(maxDelayMillis + 1);
            maxDelayMillis = Math.min(MAX_DELAY_MILLIS, maxDelayMillis * 2);
            Executor delayed = CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS, executor);
            return CompletableFuture.supplyAsync(this::start, delayed).thenCompose(Function.identity());
        }
    }
}
