package io.recordstore.transaction;

import com.google.protobuf.ByteString;
import io.recordstore.query.Filter;
import io.recordstore.query.QuerySpec;
import io.recordstore.record.Scalar;
import java.util.List;

/** What must be true before a commit writes anything. */
public sealed interface Precondition {

    /** There is a record with the primary key, or there is none. */
    record Exists(String recordType, List<Scalar> primaryKey, boolean exists) implements Precondition {}

    /** There is a record with the primary key, and it has this version. */
    record VersionEquals(String recordType, List<Scalar> primaryKey, ByteString version) implements Precondition {}

    /** There is a record with the primary key, and the filter selects it. */
    record Matches(String recordType, List<Scalar> primaryKey, Filter filter) implements Precondition {}

    /** The query selects nothing. */
    record QueryEmpty(QuerySpec query) implements Precondition {}
}
