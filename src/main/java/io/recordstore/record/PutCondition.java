package io.recordstore.record;

import com.google.protobuf.ByteString;

/** What must be true of the record that is there before one is put in its place. */
public sealed interface PutCondition {

    /** Nothing: it is written either way. */
    record Upsert() implements PutCondition {}

    /** There is none. */
    record Insert() implements PutCondition {}

    /** There is one. */
    record Update() implements PutCondition {}

    /** There is one, and it has this version. */
    record VersionIs(ByteString version) implements PutCondition {}
}
