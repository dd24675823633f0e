/**
 * The typed API of a RecordSpace, made of its Protobuf messages and of the indexes that are complete: {@code naming} names
 * its types, {@code scalar} and {@code message} are the messages in them, {@code search} what indexes serve, {@code record},
 * {@code aggregate} and {@code change} the fields that documents start at.
 * Imports {@code graphql.execution}, which it makes schemas for, the configuration in {@code graphql.limits}, and the domain.
 * Start at {@link io.recordstore.graphql.typed.TypedSchemas}.
 */
package io.recordstore.graphql.typed;
