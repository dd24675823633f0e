package io.recordstore.graphql.execution;

import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.smallrye.mutiny.Uni;

/** The GraphQL schemas of RecordSpaces, made from what is in force in them. */
public interface RecordSpaceSchemas {

    /**
     * The schema of a RecordSpace with its current records and indexes. Called for whoever has a good token of the tenant:
     * {@link DocumentExecution} sees to it that nobody learns from it what the token does not allow.
     *
     * @return fails with {@link io.recordstore.fault.NotFound} when there is no such RecordSpace, and with {@link
     *     io.recordstore.fault.PreconditionFailed} when it has no schema yet
     */
    Uni<ExecutableSchema> get(TenantName tenant, RecordSpaceName space);
}
