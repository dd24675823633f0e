/**
 * The gRPC edge: messages to domain values, limits checked, the domain called, its answer to messages, its faults to
 * statuses. Imports {@code auth} and the domain; nothing imports it.
 * The messages are in {@code src/main/proto/recordstore/v1}.
 */
package io.recordstore.grpc;
