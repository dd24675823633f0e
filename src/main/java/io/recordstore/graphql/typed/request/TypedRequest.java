package io.recordstore.graphql.typed.request;

import graphql.GraphQLContext;
import graphql.schema.DataFetchingEnvironment;
import io.recordstore.query.Aggregates;
import io.recordstore.query.Queries;
import io.recordstore.record.OpenRecords;
import io.recordstore.schema.OpenRecordSpace;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One execution of a document, within one transaction: all its fields read at one read version, and write together.
 *
 * @param records of the RecordSpace, in the transaction
 * @param failure the first error that is no answer and ends the execution
 */
public record TypedRequest(
        OpenRecords records, Queries queries, Aggregates aggregates, AtomicReference<Throwable> failure) {

    public TypedRequest(OpenRecords records, Queries queries, Aggregates aggregates) {
        this(records, queries, aggregates, new AtomicReference<>());
    }

    /** The execution that a field is fetched for. */
    public static TypedRequest of(DataFetchingEnvironment environment) {
        return of(environment.getGraphQlContext());
    }

    /** The execution that a context belongs to. */
    public static TypedRequest of(GraphQLContext context) {
        return context.get(TypedRequest.class);
    }

    /** The RecordSpace in the transaction. */
    public OpenRecordSpace space() {
        return records.space();
    }

    /** Ends the execution: what was fetched is of no use, and may be fetched again in another transaction. */
    public void fail(Throwable error) {
        failure.compareAndSet(null, error);
    }

    /** What ended the execution. */
    public Optional<Throwable> failed() {
        return Optional.ofNullable(failure.get());
    }
}
