/**
 * The fields at which documents start that are about single records and connections of them, and what fetches them.
 * Imports {@code graphql.typed.search} and what that does, and the domain.
 * Start at {@link io.recordstore.graphql.typed.record.RecordFields}.
 */
package io.recordstore.graphql.typed.record;
