package io.recordstore.graphql.typed.scalar;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Integers within bounds, as numbers or as strings, which no client rounds. */
final class IntegerCoercing extends ValueCoercing<BigInteger> {
    private static final int MAX_DIGITS = 20;
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1," + MAX_DIGITS + "}");

    private final BigInteger least;
    private final BigInteger greatest;
    private final boolean asText;

    /** @param asText whether answers have it as a string */
    IntegerCoercing(BigInteger least, BigInteger greatest, boolean asText) {
        super("an integer from " + least + " to " + greatest);
        this.least = least;
        this.greatest = greatest;
        this.asText = asText;
    }

    @Override
    Optional<BigInteger> read(Object value) {
        BigInteger number = null;
        if (value instanceof BigInteger integer) {
            number = integer;
        } else if (value instanceof String text && DIGITS.matcher(text).matches()) {
            number = new BigInteger(text);
        }
        return Optional.ofNullable(number).filter(this::isWithin);
    }

    private boolean isWithin(BigInteger number) {
        return number.compareTo(least) >= 0 && number.compareTo(greatest) <= 0;
    }

    @Override
    Optional<Object> write(Object value) {
        BigInteger number = value instanceof BigInteger big ? big : BigInteger.valueOf(((Number) value).longValue());
        return Optional.of(number).filter(this::isWithin).map(this::written);
    }

    private Object written(BigInteger number) {
        return asText ? number.toString() : (Object) number.longValueExact();
    }
}
