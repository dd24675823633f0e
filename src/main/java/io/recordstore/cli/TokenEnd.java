package io.recordstore.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.TypeConversionException;

/** When a token ends: after a span of time, {@code 30d}, or at a moment, {@code 2026-12-31T00:00:00Z}. */
final class TokenEnd {
    private TokenEnd() {}

    /** @throws TypeConversionException when it is neither, or in the past */
    static Instant parse(String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end = text.contains("T") ? moment(text) : now.plus(positive(text));
        if (!end.isAfter(now)) {
            throw new TypeConversionException("'" + text + "' is in the past");
        }
        return end;
    }

    private static Duration positive(String text) {
        return Durations.parse(text);
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notAMoment) {
            throw new TypeConversionException("'" + text + "' is no moment: write 30d, or 2026-12-31T00:00:00Z");
        }
    }
}
