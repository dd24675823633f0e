/**
 * The fields about many records at once: counts, sums, extremes and ranks, as indexes keep them.
 * Imports {@code graphql.typed.record} and {@code graphql.typed.search} and what they do, and the domain.
 * Start at {@link io.recordstore.graphql.typed.aggregate.AggregateFields}.
 */
package io.recordstore.graphql.typed.aggregate;
