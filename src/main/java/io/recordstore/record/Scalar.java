package io.recordstore.record;

import com.google.protobuf.ByteString;

/** A value that a request compares a field with, in the type that the request gave it. */
public sealed interface Scalar {

    /** A boolean. */
    record Bool(boolean value) implements Scalar {}

    /** A signed integer, for any integer field that it fits, or an enum's number. */
    record Int(long value) implements Scalar {}

    /** An unsigned integer; a negative {@code value} stands for 2^64 more. */
    record Unsigned(long value) implements Scalar {}

    /** A float or a double. */
    record Floating(double value) implements Scalar {}

    /** A string, or the name of an enum's value. */
    record Text(String value) implements Scalar {}

    /** Bytes. */
    record Bytes(ByteString value) implements Scalar {}

    /** A point in time, or a span of it: seconds and, from 0 to 999,999,999, nanoseconds that are added to them. */
    record Time(long seconds, int nanos) implements Scalar {}
}
