package io.recordstore.store;

import com.google.protobuf.ByteString;

/**
 * What a transaction returned, and the version at which it committed.
 *
 * @param value what the transaction's body returned
 * @param version the commit's 10-byte versionstamp; empty when the transaction wrote nothing
 */
public record Committed<T>(T value, ByteString version) {}
