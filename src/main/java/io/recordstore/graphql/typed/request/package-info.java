/**
 * What the fetchers of one request share: the transaction's records, and what went wrong in it.
 * Imports the domain; every package of {@code graphql.typed} may import it.
 */
package io.recordstore.graphql.typed.request;
