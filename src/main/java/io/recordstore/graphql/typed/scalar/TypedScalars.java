package io.recordstore.graphql.typed.scalar;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import graphql.Scalars;
import graphql.schema.Coercing;
import graphql.schema.GraphQLScalarType;
import java.math.BigInteger;
import java.util.List;

/** The scalars of a typed API besides those of GraphQL itself. */
public final class TypedScalars {
    private static final BigInteger TWO_TO_32 = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    static final GraphQLScalarType UNSIGNED_INT = scalar(
            "UnsignedInt",
            "An integer from 0 to 4294967295 (uint32, fixed32).",
            new IntegerCoercing(BigInteger.ZERO, TWO_TO_32.subtract(BigInteger.ONE), false));

    /** 64-bit integers. */
    public static final GraphQLScalarType LONG = scalar(
            "Long",
            "An integer of 64 bits. Answers have it as a string, because a number would lose digits past 2^53 in"
                    + " JavaScript; requests may have it as a string or a number.",
            new IntegerCoercing(BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE), true));

    static final GraphQLScalarType UNSIGNED_LONG = scalar(
            "UnsignedLong",
            "An integer from 0 to 18446744073709551615 (uint64, fixed64). Answers have it as a string; requests may"
                    + " have it as a string or a number.",
            new IntegerCoercing(BigInteger.ZERO, TWO_TO_64.subtract(BigInteger.ONE), true));

    static final GraphQLScalarType DOUBLE = scalar(
            "Double",
            "A floating-point number, or one of the strings \"NaN\", \"Infinity\" and \"-Infinity\", which JSON has no"
                    + " numbers for.",
            new DoubleCoercing());

    /** Bytes in base64. */
    public static final GraphQLScalarType BYTES = scalar(
            "Bytes",
            "Bytes in base64.",
            new TextCoercing<>("bytes in base64", ByteString.class, Base64Text::read, Base64Text::write));

    /** Points in time. */
    public static final GraphQLScalarType TIMESTAMP = scalar(
            "Timestamp",
            "A point in time as ISO 8601 has it, with up to nine digits of a second: \"2026-01-31T12:00:00.5Z\".",
            new TextCoercing<>(
                    "a point in time such as \"2026-01-31T12:00:00Z\"",
                    Timestamp.class,
                    Timestamps::parse,
                    Timestamps::toString));

    static final GraphQLScalarType DURATION = scalar(
            "Duration",
            "A span of time in seconds, with up to nine digits after the point: \"1.5s\".",
            new TextCoercing<>(
                    "a span of time such as \"1.5s\"", Duration.class, Durations::parse, Durations::toString));

    static final GraphQLScalarType JSON = scalar("JSON", "Any JSON.", new JsonCoercing());

    /** Versions of records. */
    public static final GraphQLScalarType RECORD_VERSION = scalar(
            "RecordVersion",
            "The version of the commit that wrote a record; it grows with every commit. Send it as expectedVersion to"
                    + " write only over what was read.",
            new RecordVersionCoercing());

    private TypedScalars() {}

    private static GraphQLScalarType scalar(String name, String description, Coercing<?, ?> coercing) {
        return GraphQLScalarType.newScalar()
                .name(name)
                .description(description)
                .coercing(coercing)
                .build();
    }

    /** All, with those of GraphQL itself. */
    public static List<GraphQLScalarType> all() {
        return List.of(
                Scalars.GraphQLInt,
                Scalars.GraphQLFloat,
                Scalars.GraphQLString,
                Scalars.GraphQLBoolean,
                Scalars.GraphQLID,
                UNSIGNED_INT,
                LONG,
                UNSIGNED_LONG,
                DOUBLE,
                BYTES,
                TIMESTAMP,
                DURATION,
                JSON,
                RECORD_VERSION);
    }
}
