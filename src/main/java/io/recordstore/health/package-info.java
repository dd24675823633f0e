/**
 * Whether this server can serve: one look at the store and the revocations, from which the HTTP probes and {@code
 * grpc.health.v1} answer alike. Imports {@code store} and {@code revocation}. Start at {@link
 * io.recordstore.health.Serving}.
 */
package io.recordstore.health;
