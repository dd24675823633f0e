package io.recordstore.graphql.typed.scalar;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.BooleanValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.CoercingSerializeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * A scalar whose values are read the same from a document and from variables.
 *
 * @param <T> the Java type of its values
 */
abstract class ValueCoercing<T> implements Coercing<T, Object> {
    private final String expectation;

    /** @param expectation what a value is, for errors, such as {@code an integer} */
    ValueCoercing(String expectation) {
        this.expectation = expectation;
    }

    /** @param value a String, BigInteger, BigDecimal or Boolean; empty when it is no value of the scalar */
    abstract Optional<T> read(Object value);

    /** As JSON has it; empty when it is no value of the scalar. */
    abstract Optional<Object> write(Object value);

    @Override
    public Object serialize(Object value, GraphQLContext context, Locale locale) {
        return write(value).orElseThrow(() -> new CoercingSerializeException("the stored value is not " + expectation));
    }

    @Override
    public T parseValue(Object value, GraphQLContext context, Locale locale) {
        return read(exact(value)).orElseThrow(() -> new CoercingParseValueException("it is not " + expectation));
    }

    @Override
    public T parseLiteral(Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
        return literal(value)
                .flatMap(this::read)
                .orElseThrow(() -> new CoercingParseLiteralException("it is not " + expectation));
    }

    @Override
    public Value<?> valueToLiteral(Object value, GraphQLContext context, Locale locale) {
        return StringValue.of(String.valueOf(write(value).orElseThrow()));
    }

    private static Object exact(Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return BigInteger.valueOf(((Number) value).longValue());
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? new BigDecimal(value.toString()) : value;
        }
        return value;
    }

    private static Optional<Object> literal(Value<?> value) {
        if (value instanceof StringValue text) {
            return Optional.of(text.getValue());
        } else if (value instanceof IntValue number) {
            return Optional.of(number.getValue());
        } else if (value instanceof FloatValue number) {
            return Optional.of(number.getValue());
        }
        return value instanceof BooleanValue bool ? Optional.of(bool.isValue()) : Optional.empty();
    }
}
