/**
 * Faults and defects as errors of GraphQL, with the details that gRPC gives.
 * Imports {@code fault}; everything in {@code graphql} may import it.
 */
package io.recordstore.graphql.error;
