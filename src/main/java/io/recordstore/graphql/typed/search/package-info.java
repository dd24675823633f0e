/**
 * What records of a type can be found by, because a readable index or the primary key serves it: as input objects and
 * enums, and as the filters and orders of {@code query}.
 * Imports {@code graphql.typed.message} and what that does, and the domain.
 * Start at {@link io.recordstore.graphql.typed.search.SearchColumns}.
 */
package io.recordstore.graphql.typed.search;
