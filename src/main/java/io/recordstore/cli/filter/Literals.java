package io.recordstore.cli.filter;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.recordstore.cli.filter.Lexeme.Kind;
import io.recordstore.v1.Value;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as people write them: {@code 42}, {@code 1.5}, {@code "text"}, {@code timestamp "2026-01-31T12:00:00Z"}. */
public final class Literals {
    private static final Pattern SECONDS = Pattern.compile("(-?)(\\d{1,12})(?:\\.(\\d{1,9}))?s");
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+\\.\\d+");
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int NANO_DIGITS = 9;

    private Literals() {}

    /**
     * A value of a key on the command line: a whole or decimal number, {@code true}, {@code false}, a string in quotes, a
     * value with its type, such as {@code timestamp "..."}; anything else is a string as it stands.
     */
    public static Value ofArgument(String argument) {
        if (argument.equals("true") || argument.equals("false")) {
            return Value.newBuilder().setBoolValue(argument.equals("true")).build();
        }
        if (WHOLE.matcher(argument).matches() || DECIMAL.matcher(argument).matches()) {
            return number(argument, argument, 1);
        }
        boolean isQuoted = argument.startsWith("\"") || argument.startsWith("'");
        if (isQuoted || argument.matches("(?i)(timestamp|duration|bytes) *[\"'].*")) {
            return quoted(argument);
        }
        return Value.newBuilder().setStringValue(argument).build();
    }

    private static Value quoted(String argument) {
        List<Lexeme> words = Lexer.read(argument);
        boolean isTyped = words.get(0).kind() == Kind.WORD;
        Lexeme value = words.get(isTyped ? 1 : 0);
        Lexeme end = words.get(isTyped ? 2 : 1);
        if (end.kind() != Kind.END) {
            throw new SyntaxError(argument, end.column(), "the value ends before " + end.shown());
        }
        return isTyped
                ? typed(words.get(0), value, argument)
                : Value.newBuilder().setStringValue(value.text()).build();
    }

    static Value number(String digits, String expression, int column) {
        if (!WHOLE.matcher(digits).matches()) {
            return Value.newBuilder().setDoubleValue(Double.parseDouble(digits)).build();
        }
        BigInteger number = new BigInteger(digits);
        if (number.bitLength() < Long.SIZE) {
            return Value.newBuilder().setInt64Value(number.longValue()).build();
        }
        if (number.signum() > 0 && number.compareTo(MAX_UNSIGNED) <= 0) {
            return Value.newBuilder().setUint64Value(number.longValue()).build();
        }
        throw new SyntaxError(expression, column, "no integer field holds this number: it has more than 64 bits");
    }

    /** Whether a word before a string gives it a type. */
    static boolean isType(Lexeme word) {
        return word.isKeyword("timestamp") || word.isKeyword("duration") || word.isKeyword("bytes");
    }

    static Value typed(Lexeme type, Lexeme text, String expression) {
        Value.Builder value = Value.newBuilder();
        Optional<Value.Builder> read =
                switch (type.text().toLowerCase(java.util.Locale.ROOT)) {
                    case "timestamp" -> timestamp(text.text()).map(value::setTimestampValue);
                    case "duration" -> duration(text.text()).map(value::setDurationValue);
                    default -> bytes(text.text()).map(value::setBytesValue);
                };
        return read.orElseThrow(() -> new SyntaxError(expression, text.column(), expected(type.text())))
                .build();
    }

    private static String expected(String type) {
        return switch (type.toLowerCase(java.util.Locale.ROOT)) {
            case "timestamp" -> "a timestamp is written \"2026-01-31T12:00:00Z\"";
            case "duration" -> "a duration is written in seconds, \"90s\" or \"1.5s\"";
            default -> "bytes are written in base64";
        };
    }

    private static Optional<Timestamp> timestamp(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return Optional.of(Timestamp.newBuilder()
                    .setSeconds(instant.getEpochSecond())
                    .setNanos(instant.getNano())
                    .build());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> duration(String text) {
        Matcher parts = SECONDS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int sign = parts.group(1).isEmpty() ? 1 : -1;
        String fraction = Optional.ofNullable(parts.group(3)).orElse("");
        String nanos = fraction + "0".repeat(NANO_DIGITS - fraction.length());
        return Optional.of(Duration.newBuilder()
                .setSeconds(sign * Long.parseLong(parts.group(2)))
                .setNanos(sign * Integer.parseInt(nanos))
                .build());
    }

    private static Optional<ByteString> bytes(String text) {
        try {
            return Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
