/**
 * One request, however it was sent: what it says, where it goes, and how it is counted and answered. Imports {@code
 * graphql.execution}; {@code graphql.http} and {@code graphql.websocket} bring it requests. Start at {@link
 * io.recordstore.graphql.request.Calls}.
 */
package io.recordstore.graphql.request;
