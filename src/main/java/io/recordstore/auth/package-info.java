/**
 * Who calls and what they may do: Biscuit tokens, the rights in them, and the interceptor on every service method.
 * Imports {@code name}, {@code fault} and nothing else of record-store; the edges import it.
 * Start at {@link io.recordstore.auth.Requires}, then {@link io.recordstore.auth.Access}; {@code docs/tokens.md} is for users.
 */
package io.recordstore.auth;
