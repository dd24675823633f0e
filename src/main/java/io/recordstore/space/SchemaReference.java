package io.recordstore.space;

import com.google.protobuf.ByteString;

/**
 * Which schema is in force in a RecordSpace.
 *
 * @param version counts from 1; 0 before the first
 * @param digest SHA-256 of what is compiled, the same wherever the same is in force; empty when it is compiled under a key of
 *     the RecordSpace, for its sensitive fields
 */
public record SchemaReference(int version, ByteString digest) {
    /** There is no schema yet. */
    public static final SchemaReference NONE = new SchemaReference(0, ByteString.EMPTY);
}
