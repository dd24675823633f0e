/**
 * What can go wrong, in the user's terms: one sealed family, {@link io.recordstore.fault.Fault}.
 * Imports nothing of record-store; every package may import it.
 * The edges turn a fault into their own error: see {@code grpc.GrpcFaults}.
 */
package io.recordstore.fault;
