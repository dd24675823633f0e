/**
 * GraphQL over WebSockets, by the protocol graphql-transport-ws. Imports {@code graphql.request}, which answers what comes over
 * them; {@code graphql.http} brings it the connections. Start at {@link io.recordstore.graphql.websocket.Socket}.
 */
package io.recordstore.graphql.websocket;
