package io.recordstore.graphql.typed;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.recordstore.change.Watches;
import io.recordstore.fault.Unavailable;
import io.recordstore.graphql.execution.DocumentExecution;
import io.recordstore.graphql.execution.ExecutableSchema;
import io.recordstore.graphql.execution.RecordSpaceSchemas;
import io.recordstore.graphql.limits.GraphqlConfig;
import io.recordstore.graphql.typed.request.Watched;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.record.RecordTransactions;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.OpenRecordSpace;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The typed schemas of RecordSpaces. Each is made once for a version of the schema and the indexes that are complete, by the
 * first request that needs it; requests for it meanwhile wait for that one. So a new index is there with the first request
 * after it is complete.
 */
@Singleton
class TypedSchemas implements RecordSpaceSchemas {
    /** Making a large schema takes a second of a processor: requests that wait for more than that many are refused. */
    private static final int WAITING = 100;

    private final RecordTransactions transactions;
    private final Queries queries;
    private final Aggregates aggregates;
    private final Watches watches;
    private final DocumentExecution execution;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), TypedSchemas::thread);
    private final AsyncCache<Key, ExecutableSchema> schemas;

    TypedSchemas(
            RecordTransactions transactions,
            Queries queries,
            Aggregates aggregates,
            Watches watches,
            DocumentExecution execution,
            GraphqlConfig config) {
        this.transactions = transactions;
        this.queries = queries;
        this.aggregates = aggregates;
        this.watches = watches;
        this.execution = execution;
        this.schemas = Caffeine.newBuilder()
                .maximumWeight(config.typedSchemas().elements())
                .weigher(TypedSchemas::weight)
                .buildAsync();
    }

    /** @param readable the names of the indexes that are complete */
    private record Key(ByteString incarnation, int version, Set<String> readable) {}

    /** What a schema is made of. */
    private record Source(Key key, CompiledSchema schema, List<IndexDefinition> readable) {
        static Source of(OpenRecordSpace open) {
            List<IndexDefinition> readable = open.readableIndexes();
            Set<String> names = readable.stream().map(IndexDefinition::name).collect(Collectors.toUnmodifiableSet());
            return new Source(
                    new Key(open.space().identity(), open.schema().version(), names), open.schema(), readable);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "graphql-schemas");
        thread.setDaemon(true);
        return thread;
    }

    private static int weight(Key key, ExecutableSchema schema) {
        return schema.schema().getAllTypesAsList().stream()
                .mapToInt(type -> 1 + type.getChildren().size())
                .sum();
    }

    @Override
    public Uni<ExecutableSchema> get(TenantName tenant, RecordSpaceName space) {
        return transactions
                .read(tenant, space, records -> CompletableFuture.completedFuture(Source.of(records.space())))
                .chain(source -> Uni.createFrom().completionStage(() -> cached(tenant, space, source)));
    }

    /** A copy, since whoever waits for it may cancel it. */
    private CompletableFuture<ExecutableSchema> cached(TenantName tenant, RecordSpaceName space, Source source) {
        try {
            return schemas.get(
                            source.key(),
                            (key, unused) -> CompletableFuture.supplyAsync(() -> make(tenant, space, source), threads))
                    .copy();
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    new Unavailable("the server has more schemas to make than it accepts: try again later"));
        }
    }

    private ExecutableSchema make(TenantName tenant, RecordSpaceName space, Source source) {
        TypedSchema typed = TypedSchema.make(source.schema(), source.readable());
        OneTransaction transaction = new OneTransaction(
                transactions,
                queries,
                aggregates,
                tenant,
                space,
                source.key().incarnation(),
                source.key().version());
        Map<Object, Object> context = Map.of(Watched.class, new Watched(watches, tenant, space));
        return execution
                .prepare(
                        typed.schema(),
                        new TypedAuthority(tenant, space, typed.demands()),
                        new ReadStrategy(transaction),
                        new WriteStrategy(transaction))
                .with(() -> context);
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
