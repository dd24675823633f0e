/**
 * Names of a typed API: what GraphQL allows, made from what Protobuf allows, each only once.
 * Imports nothing of record-store; everything in {@code graphql.typed} may import it.
 * The rules are those of {@code docs/graphql.md}.
 */
package io.recordstore.graphql.typed.naming;
