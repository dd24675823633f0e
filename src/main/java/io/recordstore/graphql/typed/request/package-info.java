/**
 * What the fetchers of one request share: the transaction's records, what went wrong in it, and what may be watched.
 * Imports the domain; every package of {@code graphql.typed} may import it.
 */
package io.recordstore.graphql.typed.request;
