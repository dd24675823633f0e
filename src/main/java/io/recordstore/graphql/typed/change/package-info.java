/**
 * The fields at which subscriptions start: the changes of the records of a type.
 * Imports {@code graphql.typed.record} and what that does, {@code change} and the domain.
 * Start at {@link io.recordstore.graphql.typed.change.ChangeFields}.
 */
package io.recordstore.graphql.typed.change;
