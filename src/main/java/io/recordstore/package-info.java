/**
 * record-store: RecordSpaces over gRPC and GraphQL on the FoundationDB Record Layer. Packages and the arrows between
 * them are drawn in {@code ARCHITECTURE.md} and held by {@code ArchitectureTest}.
 */
package io.recordstore;
