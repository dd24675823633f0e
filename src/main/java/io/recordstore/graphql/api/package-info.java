/**
 * The schema of {@code /graphql}, code first: classes whose methods are its fields, each calling the domain as the methods of
 * {@code grpc} do. What the fields need of a token is in {@link io.recordstore.graphql.api.Needs}.
 * Imports {@code auth}, the domain and {@code graphql.execution}; {@code graphql.http} takes its schema.
 */
package io.recordstore.graphql.api;
