/**
 * The scalars of typed APIs, and the values of Protobuf fields in their terms.
 * Imports {@code record} and {@code fault}.
 * Start at {@link io.recordstore.graphql.typed.scalar.ValueType}.
 */
package io.recordstore.graphql.typed.scalar;
