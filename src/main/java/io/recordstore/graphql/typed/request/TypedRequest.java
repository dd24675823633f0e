package io.recordstore.graphql.typed.request;

import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import io.recordstore.fault.Fault;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.record.OpenRecords;
import io.recordstore.schema.OpenRecordSpace;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One execution of a request, within one transaction: all its fields read at one read version, and write together.
 *
 * @param records of the RecordSpace, in the transaction
 * @param allowed what the caller's token was checked for
 * @param failure the first error that is no answer but ends the execution
 */
public record TypedRequest(
        OpenRecords records,
        Queries queries,
        Aggregates aggregates,
        Set<Demand> allowed,
        AtomicReference<Throwable> failure) {

    public TypedRequest(OpenRecords records, Queries queries, Aggregates aggregates, Set<Demand> allowed) {
        this(records, queries, aggregates, Set.copyOf(allowed), new AtomicReference<>());
    }

    /** The request that a field is fetched for, once its token was checked for it. */
    public static TypedRequest of(DataFetchingEnvironment environment, Demand demand) {
        TypedRequest request = environment.getGraphQlContext().get(TypedRequest.class);
        if (!request.allowed.contains(demand)) {
            throw new IllegalStateException("a field is fetched that nobody was asked for: " + demand);
        }
        return request;
    }

    /** Puts it where {@link #of} finds it. */
    public void into(GraphQLContext context) {
        context.put(TypedRequest.class, this);
    }

    /** The RecordSpace in the transaction. */
    public OpenRecordSpace space() {
        return records.space();
    }

    /** Takes note of an error of the execution of a document that has this context. */
    public static void failed(GraphQLContext context, Throwable error) {
        TypedRequest request = context.get(TypedRequest.class);
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (!(cause instanceof Fault)) {
            request.failure.compareAndSet(null, cause);
        }
    }

    /** What the transaction ends with, and may be run again for: what is no answer to one field alone. */
    public Optional<Throwable> ended() {
        return Optional.ofNullable(failure.get());
    }
}
