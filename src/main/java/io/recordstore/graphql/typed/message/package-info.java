/**
 * The user's messages and enums as types of GraphQL, their values from messages, and messages from input objects.
 * Imports {@code graphql.typed.naming}, {@code graphql.typed.scalar} and the domain.
 * Start at {@link io.recordstore.graphql.typed.message.MessageTypes}.
 */
package io.recordstore.graphql.typed.message;
