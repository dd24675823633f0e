package io.recordstore.graphql.typed.scalar;

import java.text.ParseException;
import java.util.Optional;

/**
 * A scalar that is text in JSON.
 *
 * @param <T> the Java type of its values
 */
final class TextCoercing<T> extends ValueCoercing<T> {
    private final Class<T> type;
    private final Reader<T> reader;
    private final Writer<T> writer;

    /** @param expectation what a value is, for errors */
    TextCoercing(String expectation, Class<T> type, Reader<T> reader, Writer<T> writer) {
        super(expectation);
        this.type = type;
        this.reader = reader;
        this.writer = writer;
    }

    /** Reads a value from its text. */
    interface Reader<T> {
        /** @throws ParseException or IllegalArgumentException when it is none */
        T read(String text) throws ParseException;
    }

    /** Writes a value as text. */
    interface Writer<T> {
        /** @throws IllegalArgumentException when it cannot be written */
        String write(T value);
    }

    @Override
    Optional<T> read(Object value) {
        try {
            return value instanceof String text ? Optional.of(reader.read(text)) : Optional.empty();
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    Optional<Object> write(Object value) {
        try {
            return Optional.of(writer.write(type.cast(value)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
