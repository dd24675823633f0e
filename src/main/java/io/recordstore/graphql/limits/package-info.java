/**
 * What a GraphQL document may cost, known before it is held against a schema, and the configuration of the endpoints.
 * Imports {@code fault}; {@code graphql.execution} asks it.
 */
package io.recordstore.graphql.limits;
