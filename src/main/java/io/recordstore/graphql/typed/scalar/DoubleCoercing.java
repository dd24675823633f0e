package io.recordstore.graphql.typed.scalar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** Floating-point numbers; those that JSON has no numbers for are strings, as in proto3 JSON. */
final class DoubleCoercing extends ValueCoercing<Double> {
    private static final Map<String, Double> NO_NUMBERS =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);

    DoubleCoercing() {
        super("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
    }

    @Override
    Optional<Double> read(Object value) {
        if (value instanceof BigInteger || value instanceof BigDecimal) {
            return Optional.of(((Number) value).doubleValue()).filter(Double::isFinite);
        }
        return value instanceof String text ? Optional.ofNullable(NO_NUMBERS.get(text)) : Optional.empty();
    }

    @Override
    Optional<Object> write(Object value) {
        double number = ((Number) value).doubleValue();
        return Optional.of(Double.isFinite(number) ? (Object) number : Double.toString(number));
    }
}
